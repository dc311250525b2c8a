package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.Backoff;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Decides which node a call goes to, and when the nodes are asked for again: at the
 * start, at an interval, and early when more than half of them fail. All waits are drawn,
 * because clients that were started together, or lost their nodes together, would ask
 * together. Who asks before the first answer waits for the outcome of the next attempt,
 * and fails with its cause; attempts go on in the background with a backoff. An old list
 * is better than none, so later failures are only logged. A server without discovery is
 * used as it is. Confined to the transport's loop.
 */
final class EndpointPool {

	private static final Logger logger = LoggerFactory.getLogger(EndpointPool.class);

	/** How long a node that failed is avoided, unless a call to it succeeds. */
	static final Duration AVOID = Duration.ofSeconds(30);

	/**
	 * Bound of the wait before an early refresh. It doubles with each that did not help,
	 * up to the interval: nodes that all fail must not be stormed.
	 */
	static final Duration EARLY_REFRESH = Duration.ofSeconds(1);

	private static final int EARLY_DOUBLINGS_MAX = 16;

	private final String id;

	private final Endpoint seed;

	private final @Nullable EndpointSource source;

	private final Duration interval;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final Consumer<List<Endpoint>> onChange;

	private final Backoff backoff = new Backoff(RetrySettings.DEFAULT);

	private final EndpointSet endpoints;

	/** Who waits for the first list; empty once there is one. */
	private final List<CompletableFuture<Endpoint>> waiting = new ArrayList<>();

	private Scheduled timer = Scheduled.NONE;

	/** When that is due, in monotonic time. */
	private long dueAt;

	/** Whether an answer is awaited. */
	private boolean asking;

	/** Attempts in a row that failed. */
	private int failures;

	/** Early refreshes in a row, none of which has found enough nodes that are well. */
	private int earlyRefreshes;

	/** Whether an early refresh is due. */
	private boolean earlyIsDue;

	/** Whether discovery is in use; turned off when the server does not offer it. */
	private boolean discovering;

	private boolean closed;

	/**
	 * Builds a pool; {@link #start} makes it work.
	 * @param seed the node of the connection string
	 * @param source null to use the seed alone
	 * @param onChange told of each new list
	 */
	EndpointPool(String id, Endpoint seed, @Nullable EndpointSource source, Duration interval, ClientRuntime runtime,
			SerialLoop loop, Consumer<List<Endpoint>> onChange) {
		this.id = id;
		this.seed = seed;
		this.source = source;
		this.interval = interval;
		this.runtime = runtime;
		this.loop = loop;
		this.onChange = onChange;
		this.endpoints = new EndpointSet(AVOID.toNanos(), runtime.random());
		this.discovering = source != null;
	}

	void start() {
		this.loop.assertInLoop();
		if (this.discovering) {
			ask();
		}
		else {
			take(NodeList.of(List.of(this.seed)));
		}
	}

	/** A node for a call; done at once if any is known. */
	CompletableFuture<Endpoint> choose() {
		this.loop.assertInLoop();
		if (this.closed) {
			return CompletableFuture.failedFuture(new TopicClosedException(this.id + " is closed"));
		}
		if (!this.endpoints.isEmpty()) {
			return CompletableFuture.completedFuture(this.endpoints.choose(this.runtime.nanoTime()));
		}
		CompletableFuture<Endpoint> wait = new CompletableFuture<>();
		this.waiting.add(wait);
		return wait;
	}

	/** Whether there is a list of nodes, so that {@link #choose} need not wait. */
	boolean isKnown() {
		this.loop.assertInLoop();
		return !this.endpoints.isEmpty();
	}

	/** Whether calls go elsewhere for now, because one to this node failed. */
	boolean isAvoided(Endpoint endpoint) {
		this.loop.assertInLoop();
		return this.endpoints.isBad(endpoint, this.runtime.nanoTime());
	}

	/** A call to the node failed because of the node. */
	void failed(Endpoint endpoint) {
		this.loop.assertInLoop();
		long now = this.runtime.nanoTime();
		this.endpoints.markBad(endpoint, now);
		// A backoff of the questions themselves is left alone.
		boolean free = !this.asking && !this.earlyIsDue && this.failures == 0;
		if (this.discovering && !this.closed && free && this.endpoints.isMostlyBad(now)) {
			askEarly();
		}
	}

	private void askEarly() {
		Duration bound = EARLY_REFRESH.multipliedBy(1L << Math.min(this.earlyRefreshes, EARLY_DOUBLINGS_MAX));
		this.earlyRefreshes++;
		this.earlyIsDue = true;
		Duration delay = drawn(Duration.ZERO, (bound.compareTo(this.interval) < 0) ? bound : this.interval);
		if (this.runtime.nanoTime() + delay.toNanos() - this.dueAt < 0) {
			askAfter(delay);
		}
	}

	private Duration drawn(Duration least, Duration most) {
		return least.plusNanos(this.runtime.random().nextLong(most.minus(least).toNanos() + 1));
	}

	/** A call to the node was answered. */
	void succeeded(Endpoint endpoint) {
		this.loop.assertInLoop();
		this.endpoints.markGood(endpoint);
	}

	private void askAfter(Duration delay) {
		this.timer.cancel();
		this.dueAt = this.runtime.nanoTime() + delay.toNanos();
		this.timer = this.loop.schedule(this.id + " discovery", delay, this::ask);
	}

	private void ask() {
		EndpointSource asked = this.source;
		if (this.closed || this.asking || asked == null) {
			return;
		}
		this.asking = true;
		this.earlyIsDue = false;
		if (!this.endpoints.isMostlyBad(this.runtime.nanoTime())) {
			this.earlyRefreshes = 0;
		}
		Endpoint via = via();
		asked.list(via).whenComplete((known, error) -> this.loop.execute(() -> answered(via, known, error)));
	}

	/** The seed; when it fails, each other attempt goes to a node that is known. */
	private Endpoint via() {
		boolean other = this.failures % 2 == 1 && !this.endpoints.isEmpty();
		return other ? this.endpoints.choose(this.runtime.nanoTime()) : this.seed;
	}

	private void answered(Endpoint via, @Nullable NodeList known, @Nullable Throwable error) {
		this.asking = false;
		if (this.closed) {
			return;
		}
		if (known != null && !known.all().isEmpty()) {
			this.failures = 0;
			take(known);
			askAfter(drawn(this.interval.dividedBy(2), this.interval));
			return;
		}
		TopicException failure = failureOf(via, error);
		if (failure.status() == StatusCode.TRANSPORT_UNIMPLEMENTED) {
			logger.info("{}: {} has no discovery; it is used as the only node", this.id, via);
			this.discovering = false;
			take(NodeList.of(List.of(this.seed)));
			return;
		}
		failedToList(failure);
	}

	private TopicException failureOf(Endpoint via, @Nullable Throwable error) {
		String what = this.id + ": discovery at " + via;
		if (error == null) {
			return new TopicException(what + " found no nodes", StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST);
		}
		Throwable cause = Waits.unwrap(error);
		return (cause instanceof TopicException known) ? known : new TopicException(what + " failed in the client",
				StatusCode.CLIENT_INTERNAL, List.of(), RetryVerdict.RETRY_SLOW, cause);
	}

	private void failedToList(TopicException failure) {
		RetryVerdict pace = failure.verdict().isRetriable() ? failure.verdict() : RetryVerdict.RETRY_SLOW;
		Duration delay = this.backoff.delay(this.failures, pace, this.runtime.random());
		logger.atLevel((this.failures == 0) ? Level.WARN : Level.DEBUG)
			.log("{}: no list of nodes: {}; asked again in {} ms", this.id, failure.getMessage(), delay.toMillis());
		this.failures++;
		askAfter(delay);
		List<CompletableFuture<Endpoint>> told = new ArrayList<>(this.waiting);
		this.waiting.clear();
		told.forEach((wait) -> wait.completeExceptionally(failure));
	}

	private void take(NodeList known) {
		if (!known.all().equals(this.endpoints.all())) {
			logger.debug("{}: nodes {}, preferred {}", this.id, known.all(), known.preferred());
		}
		this.endpoints.replace(known);
		this.onChange.accept(this.endpoints.all());
		List<CompletableFuture<Endpoint>> told = new ArrayList<>(this.waiting);
		this.waiting.clear();
		told.forEach((wait) -> wait.complete(this.endpoints.choose(this.runtime.nanoTime())));
	}

	/** Ends it: no more attempts, and who waits is told. Harmless when repeated. */
	void close() {
		this.loop.assertInLoop();
		this.closed = true;
		this.timer.cancel();
		List<CompletableFuture<Endpoint>> told = new ArrayList<>(this.waiting);
		this.waiting.clear();
		told.forEach((wait) -> wait.completeExceptionally(new TopicClosedException(this.id + " is closed")));
	}

}
