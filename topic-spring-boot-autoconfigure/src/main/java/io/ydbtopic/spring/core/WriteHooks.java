package io.ydbtopic.spring.core;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.BufferFullException;
import io.ydbtopic.spring.core.TopicWriteObserver.ObservedWrite;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who stands around each message that is written. Immutable, thread-safe.
 *
 * @param interceptors called in this order
 * @param observer sees what the interceptors made; {@code null} for none
 */
public record WriteHooks(List<TopicWriteInterceptor> interceptors, @Nullable TopicWriteObserver observer) {

	/** Nobody. */
	public static final WriteHooks NONE = new WriteHooks(List.of(), null);

	private static final Logger logger = LoggerFactory.getLogger(WriteHooks.class);

	public WriteHooks {
		interceptors = List.copyOf(interceptors);
	}

	/** These, and the log of errors if nobody else looks. */
	WriteHooks withLog() {
		return this.interceptors.isEmpty() ? new WriteHooks(List.of(new LoggingWriteInterceptor()), this.observer)
				: this;
	}

	/** Whether there is nobody. */
	boolean isEmpty() {
		return this.interceptors.isEmpty() && this.observer == null;
	}

	/**
	 * Writes a message.
	 * @param complete adds what belongs to it
	 * @param write takes it; returns {@code null} if it does not
	 */
	@Nullable CompletableFuture<WriteAck> write(String writer, String topic, OutgoingMessage<?> message,
			Function<OutgoingMessage<?>, OutgoingMessage<?>> complete,
			Function<OutgoingMessage<?>, @Nullable CompletableFuture<WriteAck>> write) {
		OutgoingMessage<?> given = intercepted(topic, message);
		ObservedWrite observed = null;
		try {
			OutgoingMessage<?> completed = complete.apply(given);
			observed = begin(writer, topic, completed);
			CompletableFuture<WriteAck> ack = write.apply((observed != null) ? observed.message() : completed);
			if (ack == null) {
				over(topic, given, observed, null,
						new BufferFullException("there was no room, and none was waited for"));
				return null;
			}
			ObservedWrite begun = observed;
			ack.whenComplete((done, error) -> over(topic, given, begun, done,
					(error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error));
			return ack;
		}
		catch (RuntimeException ex) {
			over(topic, given, observed, null, ex);
			throw ex;
		}
	}

	/**
	 * Writes a message and waits for its ack.
	 * @param complete adds what belongs to it
	 * @param write takes it and waits
	 */
	WriteAck writeAndWait(String writer, String topic, OutgoingMessage<?> message,
			Function<OutgoingMessage<?>, OutgoingMessage<?>> complete, WaitingWrite write) throws InterruptedException {
		OutgoingMessage<?> given = intercepted(topic, message);
		ObservedWrite observed = null;
		try {
			OutgoingMessage<?> completed = complete.apply(given);
			observed = begin(writer, topic, completed);
			WriteAck ack = write.write((observed != null) ? observed.message() : completed);
			over(topic, given, observed, ack, null);
			return ack;
		}
		catch (RuntimeException | InterruptedException ex) {
			over(topic, given, observed, null, ex);
			throw ex;
		}
	}

	/** Writes and waits. */
	@FunctionalInterface
	interface WaitingWrite {

		WriteAck write(OutgoingMessage<?> message) throws InterruptedException;

	}

	private OutgoingMessage<?> intercepted(String topic, OutgoingMessage<?> message) {
		OutgoingMessage<?> changed = message;
		for (TopicWriteInterceptor interceptor : this.interceptors) {
			changed = interceptor.before(topic, changed);
		}
		return changed;
	}

	private @Nullable ObservedWrite begin(String writer, String topic, OutgoingMessage<?> message) {
		return (this.observer != null) ? this.observer.begin(writer, topic, message) : null;
	}

	private void over(String topic, OutgoingMessage<?> message, @Nullable ObservedWrite observed,
			@Nullable WriteAck ack, @Nullable Throwable failure) {
		if (observed != null) {
			observed.end(ack, failure);
		}
		if (ack != null) {
			each((interceptor) -> interceptor.acknowledged(topic, message, ack));
		}
		else if (failure != null) {
			each((interceptor) -> interceptor.failed(topic, message, failure));
		}
	}

	private void each(Consumer<TopicWriteInterceptor> call) {
		for (TopicWriteInterceptor interceptor : this.interceptors) {
			try {
				call.accept(interceptor);
			}
			catch (RuntimeException ex) {
				logger.error("The write interceptor {} failed", interceptor, ex);
			}
		}
	}

}
