package io.ydbtopic.spring.console;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.DescribeOptions;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.spring.listener.ListenerRuntime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Asks for the lag of each consumer now and then, one request after the other. A topic
 * that can't be asked leaves a gap. Thread-safe.
 */
public final class LagSampler implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(LagSampler.class);

	private final ShownTopics topics;

	private final TopicAdmin admin;

	private final LagHistory history;

	private final ListenerRuntime runtime;

	private final Duration interval;

	/** Guarded by this; tells the round of an earlier start from the present one. */
	private int start;

	/** Guarded by this. */
	private boolean running;

	/** Guarded by this. */
	private ListenerRuntime.@Nullable Timer timer;

	/**
	 * A sampler that does nothing before it is started.
	 */
	public LagSampler(ShownTopics topics, TopicAdmin admin, LagHistory history, ListenerRuntime runtime,
			Duration interval) {
		this.topics = topics;
		this.admin = admin;
		this.history = history;
		this.runtime = runtime;
		this.interval = interval;
	}

	@Override
	public synchronized void start() {
		if (!this.running) {
			this.running = true;
			this.start++;
			next(this.start, Duration.ZERO);
		}
	}

	@Override
	public synchronized void stop() {
		this.running = false;
		if (this.timer != null) {
			this.timer.cancel();
			this.timer = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	private synchronized void next(int ofStart, Duration delay) {
		if (this.running && this.start == ofStart) {
			this.timer = this.runtime.schedule("lag of the console", delay,
					() -> sample().whenComplete((done, error) -> next(ofStart, this.interval)));
		}
	}

	/** One round; never fails. */
	CompletableFuture<Void> sample() {
		return this.topics.paths()
			.thenCompose((paths) -> inTurn(paths, this::sampleTopic))
			.exceptionally((error) -> gap("the list of topics", error));
	}

	private CompletableFuture<Void> sampleTopic(String topic) {
		return this.admin.describeTopic(topic, DescribeOptions.SETTINGS)
			.thenApply(LagSampler::consumers)
			.thenCompose((consumers) -> inTurn(consumers, (consumer) -> sampleConsumer(topic, consumer)))
			.exceptionally((error) -> gap(topic, error));
	}

	private CompletableFuture<Void> sampleConsumer(String topic, String consumer) {
		return this.admin.describeConsumer(topic, consumer, DescribeOptions.STATISTICS)
			.thenApply(ConsumerDescription::lag)
			.thenAccept((lag) -> this.history.add(topic, consumer, this.runtime.now(), lag))
			.exceptionally((error) -> gap(topic + " consumer " + consumer, error));
	}

	static List<String> consumers(TopicDescription topic) {
		return topic.config().consumers().stream().map(ConsumerConfig::name).toList();
	}

	private static CompletableFuture<Void> inTurn(List<String> all, Function<String, CompletableFuture<Void>> each) {
		CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
		for (String one : all) {
			last = last.thenCompose((done) -> each.apply(one));
		}
		return last;
	}

	private static @Nullable Void gap(String what, Throwable error) {
		logger.debug("No lag of {}", what, error);
		return null;
	}

}
