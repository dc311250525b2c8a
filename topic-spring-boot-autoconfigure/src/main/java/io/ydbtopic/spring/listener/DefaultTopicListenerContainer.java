package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.event.PartitionStartedEvent;
import io.ydbtopic.spring.event.TopicEvent;
import io.ydbtopic.spring.event.TopicListenerFailedEvent;
import io.ydbtopic.spring.event.TopicListenerStartedEvent;
import io.ydbtopic.spring.event.TopicListenerStoppedEvent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container on a {@link TopicSubscription}: a state machine over one
 * {@link ContainerRun} after another. All changes of state go through one method, which
 * refuses moves that make no sense; events are published outside its lock. Thread-safe.
 *
 * @param <T> type of the values
 */
final class DefaultTopicListenerContainer<T> implements TopicListenerContainer {

	private static final Logger logger = LoggerFactory.getLogger(DefaultTopicListenerContainer.class);

	private final ContainerParts parts;

	private final Deserializer<T> deserializer;

	private final Invoker<T> invoker;

	private final Set<PausedPartition> pausedPartitions = ConcurrentHashMap.newKeySet();

	private final AssignmentWaits assignments = new AssignmentWaits();

	private final Object lock = new Object();

	// Guarded by the lock.

	private ListenerState state = ListenerState.NEW;

	private Instant since;

	private @Nullable Throwable failure;

	/** What a user wants; kept through everything. */
	private boolean pauseRequested;

	/** The current or last life; {@code null} before the first start. */
	private @Nullable ContainerRun<T> run;

	private CompletableFuture<Void> stopping = CompletableFuture.completedFuture(null);

	DefaultTopicListenerContainer(ContainerParts parts, Deserializer<T> deserializer, Invoker<T> invoker) {
		this.parts = parts;
		this.deserializer = deserializer;
		this.invoker = invoker;
		this.since = parts.runtime().now();
	}

	@Override
	public String id() {
		return this.parts.id();
	}

	@Override
	public ContainerProperties properties() {
		return this.parts.properties();
	}

	@Override
	public String errorHandling() {
		return this.parts.errorHandler().describe();
	}

	@Override
	public void start() {
		ContainerRun<T> next;
		synchronized (this.lock) {
			if (this.state.isActive()) {
				return;
			}
			if (this.state == ListenerState.STOPPING) {
				throw new IllegalStateException("Listener '" + id() + "' is stopping (expected: start after the stop)");
			}
			next = newRun();
			this.run = next;
			this.failure = null;
			transitionTo(ListenerState.STARTING);
		}
		TopicSubscription subscription;
		try {
			subscription = this.parts.client().subscribe(properties().reader(), this.deserializer, next);
		}
		catch (RuntimeException ex) {
			failed(next, ex);
			throw ex;
		}
		next.subscribed(subscription);
		boolean paused;
		synchronized (this.lock) {
			paused = this.pauseRequested;
		}
		if (paused) {
			subscription.pause(true);
		}
		this.pausedPartitions.forEach((place) -> subscription.pause(place.topic(), place.partitionId(), true));
		subscription.ready().whenComplete((ready, error) -> {
			if (error == null) {
				connected(next);
			}
		});
		subscription.terminated().whenComplete((ended, error) -> {
			if (error != null) {
				failed(next, error);
			}
		});
		if (properties().startupPolicy() == StartupPolicy.FAIL) {
			awaitReady(next, subscription);
		}
	}

	private ContainerRun<T> newRun() {
		return RunAssembly.assemble(this.parts, this.invoker, this::publish, this::failed);
	}

	private void awaitReady(ContainerRun<T> starting, TopicSubscription subscription) {
		try {
			this.parts.runtime().await(subscription.ready(), properties().startupTimeout());
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() != null) ? ex.getCause() : ex;
			failed(starting, cause);
			throw startException(cause);
		}
		catch (TimeoutException ex) {
			TopicException last = subscription.status().lastError();
			Throwable cause = (last != null) ? last : ex;
			failed(starting, cause);
			throw startException(cause);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			failed(starting, ex);
			throw startException(ex);
		}
	}

	private ListenerStartException startException(Throwable cause) {
		List<String> topics = properties().reader().topics().stream().map(TopicSource::path).toList();
		return new ListenerStartException(
				"Listener '" + id() + "' can't read topics " + topics + " as consumer '"
						+ properties().reader().consumer() + "': " + cause,
				"Check that the topics and the consumer exist, the connection string and the token; or let it try in the"
						+ " background with ydb.topic.listener.startup-policy=retry.",
				cause);
	}

	private void connected(ContainerRun<T> connected) {
		synchronized (this.lock) {
			if (this.run != connected || this.state != ListenerState.STARTING) {
				return;
			}
			transitionTo(this.pauseRequested ? ListenerState.PAUSED : ListenerState.RUNNING);
		}
		tellAssigned();
		publish(new TopicListenerStartedEvent(this, id()));
	}

	/** Ends a life by a failure, unless it is over already. */
	private void failed(ContainerRun<T> broken, Throwable cause) {
		broken.refuse();
		CompletableFuture<Void> ended = new CompletableFuture<>();
		synchronized (this.lock) {
			if (this.run != broken || !this.state.isActive()) {
				return;
			}
			this.failure = cause;
			this.stopping = ended;
			transitionTo(ListenerState.FAILED);
		}
		this.assignments.over(cause);
		broken.stop(ShutdownMode.MESSAGE, Duration.ZERO).whenComplete((done, error) -> ended.complete(null));
		logger.error("Listener '{}' failed and does nothing more until it is started again", id(), cause);
		publish(new TopicListenerFailedEvent(this, id(), cause));
	}

	@Override
	public CompletableFuture<Void> stop(String reason) {
		ContainerRun<T> ending;
		CompletableFuture<Void> result = new CompletableFuture<>();
		synchronized (this.lock) {
			ContainerRun<T> current = this.run;
			if (!this.state.isActive() || current == null) {
				return this.stopping.copy();
			}
			ending = current;
			this.stopping = result;
			transitionTo(ListenerState.STOPPING);
		}
		this.assignments.over(notRunning());
		ending.stop(properties().shutdown(), properties().shutdownTimeout()).whenComplete((done, error) -> {
			synchronized (this.lock) {
				transitionTo(ListenerState.STOPPED);
			}
			publish(new TopicListenerStoppedEvent(this, id(), reason));
			result.complete(null);
		});
		return result.copy();
	}

	@Override
	public void pause() {
		setPaused(true);
	}

	@Override
	public void resume() {
		setPaused(false);
	}

	private void setPaused(boolean paused) {
		TopicSubscription subscription;
		synchronized (this.lock) {
			this.pauseRequested = paused;
			if (this.state == (paused ? ListenerState.RUNNING : ListenerState.PAUSED)) {
				transitionTo(paused ? ListenerState.PAUSED : ListenerState.RUNNING);
			}
			subscription = subscription();
		}
		if (subscription != null) {
			subscription.pause(paused);
		}
	}

	@Override
	public void pause(String topic, long partitionId) {
		this.pausedPartitions.add(new PausedPartition(topic, partitionId));
		TopicSubscription subscription = subscription();
		if (subscription != null) {
			subscription.pause(topic, partitionId, true);
		}
	}

	@Override
	public void resume(String topic, long partitionId) {
		this.pausedPartitions.remove(new PausedPartition(topic, partitionId));
		TopicSubscription subscription = subscription();
		if (subscription != null) {
			subscription.pause(topic, partitionId, false);
		}
	}

	@Override
	public CompletableFuture<Void> release(String topic, long partitionId) {
		return operate((operations) -> operations.release(topic, partitionId));
	}

	@Override
	public CompletableFuture<Void> skip(String topic, long partitionId, long offset) {
		return operate((operations) -> operations.skip(topic, partitionId, offset));
	}

	@Override
	public CompletableFuture<Void> replay(String topic, long partitionId, long offset) {
		return operate((operations) -> operations.replay(topic, partitionId, offset));
	}

	@Override
	public CompletableFuture<Void> restartFrom(long offset) {
		return operate((operations) -> operations.replayAll(offset));
	}

	@Override
	public void awaitAssigned(int partitions, Duration timeout) {
		CompletableFuture<Void> reached = this.assignments.atLeast(partitions);
		// It may have them, or have failed, before.
		tellAssigned();
		if (!state().isActive()) {
			reached.completeExceptionally(notRunning());
		}
		try {
			this.parts.runtime().await(reached, timeout);
		}
		catch (TimeoutException ex) {
			throw notAssigned(partitions, "within " + timeout, ex);
		}
		catch (ExecutionException ex) {
			throw notAssigned(partitions, "any more", (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw notAssigned(partitions, "before the waiting thread was interrupted", ex);
		}
		finally {
			reached.cancel(false);
		}
	}

	/** Who has waited for partitions finds the listener running. */
	private void tellAssigned() {
		if (state() != ListenerState.STARTING) {
			this.assignments.now(partitions().size());
		}
	}

	private IllegalStateException notAssigned(int wanted, String when, Throwable cause) {
		StreamStatus stream = stream();
		TopicException last = (stream != null) ? stream.lastError() : null;
		return new IllegalStateException("Listener '" + id() + "' did not get " + wanted + " partitions " + when
				+ " (it has " + partitions().size() + ", state: " + state()
				+ ((last != null) ? ", last error of its stream: " + last : "") + ")", cause);
	}

	private IllegalStateException notRunning() {
		return new IllegalStateException("Listener '" + id() + "' is not running (state: " + state() + ")", failure());
	}

	@Override
	public List<ListenerPartition> partitions() {
		ContainerRun<T> current;
		synchronized (this.lock) {
			current = this.state.isActive() ? this.run : null;
		}
		return (current != null) ? current.operations().partitions() : List.of();
	}

	private CompletableFuture<Void> operate(Function<PartitionOperations, CompletableFuture<Void>> operation) {
		ContainerRun<T> current;
		synchronized (this.lock) {
			current = this.state.isActive() ? this.run : null;
		}
		return (current != null) ? operation.apply(current.operations()) : CompletableFuture
			.failedFuture(new IllegalStateException("Listener '" + id() + "' is not running (state: " + state() + ")"));
	}

	private @Nullable TopicSubscription subscription() {
		ContainerRun<T> current;
		synchronized (this.lock) {
			current = this.run;
		}
		return (current != null) ? current.subscription() : null;
	}

	/** The only place where the state changes. Called with the lock held. */
	private void transitionTo(ListenerState next) {
		if (!this.state.next().contains(next)) {
			throw new IllegalStateException("Listener '" + id() + "' can't go from " + this.state + " to " + next);
		}
		logger.info("Listener '{}': {} -> {}", id(), this.state, next);
		this.state = next;
		this.since = this.parts.runtime().now();
	}

	private void publish(TopicEvent event) {
		if (event instanceof PartitionStartedEvent) {
			tellAssigned();
		}
		try {
			this.parts.events().publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the event {} failed", event, ex);
		}
	}

	@Override
	public boolean isPauseRequested() {
		synchronized (this.lock) {
			return this.pauseRequested;
		}
	}

	@Override
	public ListenerState state() {
		synchronized (this.lock) {
			return this.state;
		}
	}

	@Override
	public Instant since() {
		synchronized (this.lock) {
			return this.since;
		}
	}

	@Override
	public @Nullable Throwable failure() {
		synchronized (this.lock) {
			return this.failure;
		}
	}

	@Override
	public List<PartitionTrouble> troubles() {
		synchronized (this.lock) {
			ContainerRun<T> current = this.run;
			return (current != null) ? current.troubles().current() : List.of();
		}
	}

	@Override
	public @Nullable StreamStatus stream() {
		TopicSubscription subscription = subscription();
		return (subscription != null) ? subscription.status() : null;
	}

	@Override
	public @Nullable ReaderCounters counters() {
		TopicSubscription subscription = subscription();
		return (subscription != null) ? subscription.counters() : null;
	}

	@Override
	public String toString() {
		return "listener '" + id() + "' " + state();
	}

	private record PausedPartition(String topic, long partitionId) {
	}

}
