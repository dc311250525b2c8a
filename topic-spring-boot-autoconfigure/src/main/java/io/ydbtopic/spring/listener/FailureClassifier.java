package io.ydbtopic.spring.listener;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Set;

import io.ydbtopic.client.error.MessageUnreadableException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentTypeMismatchException;
import org.springframework.messaging.handler.invocation.MethodArgumentResolutionException;

/**
 * Tells failures that another attempt may cure from those that it can't: an unreadable or
 * invalid payload stays so. The chain of causes is searched. Immutable.
 */
public final class FailureClassifier {

	private static final Set<String> NEVER_CURED = Set.of(MessageConversionException.class.getName(),
			MessageUnreadableException.class.getName(), NoTopicHandlerException.class.getName(),
			MethodArgumentNotValidException.class.getName(), MethodArgumentTypeMismatchException.class.getName(),
			MethodArgumentResolutionException.class.getName(), ClassCastException.class.getName(),
			NoSuchMethodException.class.getName(), "jakarta.validation.ValidationException");

	private final Set<String> exclude;

	private final Set<String> include;

	/**
	 * A classifier that knows more than the usual classes. Names of superclasses and
	 * interfaces count too.
	 * @param exclude names of classes that are not tried again
	 * @param include names of classes that are tried again, whatever else says
	 */
	public FailureClassifier(Collection<String> exclude, Collection<String> include) {
		this.exclude = Set.copyOf(exclude);
		this.include = Set.copyOf(include);
	}

	/**
	 * Whether another attempt may succeed.
	 */
	public boolean isRetryable(Throwable failure) {
		return isAny(failure, this.include) || !(isAny(failure, this.exclude) || isAny(failure, NEVER_CURED));
	}

	private static boolean isAny(Throwable failure, Set<String> names) {
		if (names.isEmpty()) {
			return false;
		}
		Throwable last = NestedExceptionUtils.getMostSpecificCause(failure);
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (isA(cause.getClass(), names)) {
				return true;
			}
			if (cause == last) {
				break;
			}
		}
		return false;
	}

	private static boolean isA(Class<?> type, Set<String> names) {
		Deque<Class<?>> open = new ArrayDeque<>(Set.of(type));
		while (!open.isEmpty()) {
			Class<?> next = open.remove();
			if (names.contains(next.getName())) {
				return true;
			}
			Class<?> parent = next.getSuperclass();
			if (parent != null) {
				open.add(parent);
			}
			open.addAll(Set.of(next.getInterfaces()));
		}
		return false;
	}

}
