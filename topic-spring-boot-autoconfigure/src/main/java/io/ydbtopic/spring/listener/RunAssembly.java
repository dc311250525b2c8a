package io.ydbtopic.spring.listener;

import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.ydbtopic.spring.event.TopicEvent;
import org.jspecify.annotations.Nullable;

/**
 * Puts together one life of a container: its threads, what is asked before and around its
 * listener, and what its batches share. Stateless.
 */
final class RunAssembly {

	private RunAssembly() {
	}

	/**
	 * A new life, not subscribed.
	 * @param events takes events, never throws
	 * @param failed ends that life, and no other
	 */
	static <T> ContainerRun<T> assemble(ContainerParts parts, Invoker<T> listener, Consumer<TopicEvent> events,
			BiConsumer<ContainerRun<T>, Throwable> failed) {
		ContainerProperties properties = parts.properties();
		ListenerRuntime runtime = parts.runtime();
		ListenerRuntime.Workers workers = runtime.newWorkers("topic-" + parts.id() + "-", properties.concurrency());
		Invoker<T> invoker = (properties.ackMode() == AckMode.TRANSACTION)
				? new TransactionalInvoker<>(parts.client(), listener, workers) : listener;
		// The run and its context know each other.
		CompletableFuture<ContainerRun<T>> self = new CompletableFuture<>();
		RunContext<T> context = new RunContext<>(parts.id(), properties.reader().consumer(), properties.ackMode(),
				parts.filter(), deduplication(parts), parts.dueTime(), parts.gate(), invoker, parts.errorHandler(),
				runtime, workers, parts.observer(), new Troubles(runtime), new SessionWatch(runtime, parts.id()),
				events, (error) -> failed.accept(self.join(), error));
		ContainerRun<T> made = new ContainerRun<>(context, properties, workers, parts.rebalanceListeners());
		self.complete(made);
		return made;
	}

	private static @Nullable Deduplication deduplication(ContainerParts parts) {
		IdempotencyStore store = parts.idempotencyStore();
		String consumer = parts.properties().reader().consumer();
		return (store != null) ? new Deduplication(store, (consumer != null) ? consumer : "") : null;
	}

}
