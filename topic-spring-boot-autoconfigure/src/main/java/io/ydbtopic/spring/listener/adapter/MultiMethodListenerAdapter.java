package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.config.InvalidListenerException;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.listener.NoTopicHandlerException;
import io.ydbtopic.spring.listener.TopicMessageListener;
import io.ydbtopic.spring.support.TopicHeaders;
import io.ydbtopic.spring.support.TypeMappings;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * Calls the method for the type that a message names. Thread-safe if the bean is.
 */
final class MultiMethodListenerAdapter implements TopicMessageListener<byte[]> {

	private final Map<String, ListenerMethod> byType;

	/** {@code null} if there is none. */
	private final @Nullable ListenerMethod fallback;

	private MultiMethodListenerAdapter(Map<String, ListenerMethod> byType, @Nullable ListenerMethod fallback) {
		this.byType = Map.copyOf(byType);
		this.fallback = fallback;
	}

	@Override
	public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) throws Exception {
		CompletionStage<?> later = handle(message, context);
		if (later != null) {
			later.toCompletableFuture().get();
		}
	}

	@Override
	public @Nullable CompletionStage<?> handle(ReceivedMessage<byte[]> message, DeliveryContext context)
			throws Exception {
		return find(message).call(new DeliveredMessage(message, context), context);
	}

	private ListenerMethod find(ReceivedMessage<byte[]> message) {
		String type = TypeMappings.nameIn(message);
		ListenerMethod found = (type != null) ? this.byType.get(type) : null;
		if (found == null) {
			found = this.fallback;
		}
		if (found == null) {
			throw new NoTopicHandlerException((type != null)
					? "no @TopicHandler method takes messages of type '" + type + "' (expected: one of "
							+ new TreeMap<>(this.byType).keySet() + ", or a default method)"
					: "the message names no type in its metadata (expected: an item '" + TopicHeaders.TYPE
							+ "', or a default method)");
		}
		return found;
	}

	/** Collects the methods of a listener. */
	static final class Builder {

		private final ListenerAttributes attributes;

		private final ListenerMethodFactory methods;

		private final Map<String, ListenerMethod> byType = new TreeMap<>();

		private final Map<String, Method> origins = new TreeMap<>();

		private @Nullable ListenerMethod fallback;

		Builder(ListenerAttributes attributes, ListenerMethodFactory methods) {
			this.attributes = attributes;
			this.methods = methods;
		}

		void add(Object bean, TypedMethod typed) {
			Method method = typed.method();
			ListenerMethod target = this.methods.create(this.attributes, bean, method);
			Type payload = null;
			MethodParameter[] parameters = target.handler().getMethodParameters();
			for (MethodParameter parameter : parameters) {
				Type type = PayloadParameter.typeOf(parameter, parameters.length);
				this.methods.checkReadable(this.attributes, type);
				payload = (payload != null) ? payload : type;
			}
			if (typed.isDefault()) {
				if (this.fallback != null) {
					throw wrong("two of its @TopicHandler methods are default: " + method.getName() + " and "
							+ this.fallback.handler().getMethod().getName());
				}
				this.fallback = target;
			}
			for (String name : names(typed, payload)) {
				Method other = this.origins.putIfAbsent(name, method);
				if (other != null) {
					throw wrong("two of its @TopicHandler methods take the type '" + name + "': " + other.getName()
							+ " and " + method.getName());
				}
				this.byType.put(name, target);
			}
		}

		private Set<String> names(TypedMethod typed, @Nullable Type payload) {
			Set<String> names = new LinkedHashSet<>(
					this.methods.declaredText().list(typed.types().toArray(new String[0])));
			if (!names.isEmpty()) {
				return names;
			}
			Class<?> type = (payload != null) ? ResolvableType.forType(payload).resolve() : null;
			if (type != null && !type.isArray() && !type.getName().startsWith("java.")) {
				String mapped = this.methods.converter().types().nameOf(type);
				if (mapped != null) {
					names.add(mapped);
				}
				names.add(type.getSimpleName());
				names.add(type.getName());
			}
			else if (!typed.isDefault()) {
				throw wrong("its @TopicHandler method " + typed.method().getName()
						+ " takes no type of its own (expected: types = \"...\", or isDefault = true)");
			}
			return names;
		}

		private InvalidListenerException wrong(String problem) {
			return new InvalidListenerException(this.attributes.origin(), problem,
					"Correct the @TopicHandler methods.");
		}

		MultiMethodListenerAdapter build() {
			if (this.byType.isEmpty() && this.fallback == null) {
				throw wrong("it has no @TopicHandler method");
			}
			return new MultiMethodListenerAdapter(this.byType, this.fallback);
		}

	}

}
