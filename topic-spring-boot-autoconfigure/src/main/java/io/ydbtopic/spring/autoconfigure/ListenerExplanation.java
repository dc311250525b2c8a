package io.ydbtopic.spring.autoconfigure;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.ListenerSetting;
import io.ydbtopic.spring.listener.ContainerProperties;
import org.jspecify.annotations.Nullable;

/**
 * Tells each setting of one listener as it is in force, and where it came from. Used
 * once.
 */
final class ListenerExplanation {

	private final BoundListener bound;

	private final Set<String> declared = new LinkedHashSet<>();

	private final List<ListenerSetting> settings = new ArrayList<>();

	ListenerExplanation(BoundListener bound) {
		this.bound = bound;
		ListenerAttributes attributes = bound.attributes();
		declare("topics", attributes.topics().isEmpty() ? null : attributes.topics());
		declare("consumer", attributes.consumer());
		declare("concurrency", attributes.concurrency());
		declare("auto-startup", attributes.autoStartup());
		declare("ack-mode", attributes.ackMode());
		declare("ordering", attributes.ordering());
		declare("dedupe", attributes.dedupe());
	}

	private void declare(String key, @Nullable Object value) {
		if (value != null) {
			this.declared.add(key);
		}
	}

	/** All settings: what was said first, then what is by default. */
	List<ListenerSetting> of(ContainerProperties properties) {
		ReaderSettings reader = properties.reader();
		read("topics", reader.topics().stream().map(TopicSource::path).toList());
		read("consumer", reader.consumer());
		read("client", this.bound.attributes().client());
		named("reader", this.bound.attributes().reader());
		put("concurrency", properties.concurrency());
		put("ack-mode", properties.ackMode());
		put("ordering", properties.ordering());
		put("group", properties.group());
		put("idle-event-interval", properties.idleEventInterval());
		put("rate-limit", this.bound.listener().getRateLimit());
		put("auto-startup", properties.autoStartup());
		put("max-uncommitted", properties.maxUncommitted());
		put("shutdown", properties.shutdown());
		put("shutdown-timeout", properties.shutdownTimeout());
		put("startup-policy", properties.startupPolicy());
		put("startup-timeout", properties.startupTimeout());
		named("filter", this.bound.attributes().filter());
		put("dedupe", (this.bound.attributes().dedupe() != null) ? this.bound.attributes().dedupe()
				: this.bound.listener().getDedupe());
		failures();
		reading(reader);
		ReaderProperties.Readiness readiness = this.bound.reader().getReadiness();
		read("readiness.max-lag", readiness.getMaxLag());
		read("readiness.mode", readiness.getMode());
		List<ListenerSetting> sorted = new ArrayList<>(this.settings);
		sorted.sort((a, b) -> Boolean.compare(a.isDefault(), b.isDefault()));
		return List.copyOf(sorted);
	}

	private void failures() {
		if (this.bound.attributes().errorHandler() != null) {
			named("error-handler", this.bound.attributes().errorHandler());
			return;
		}
		ListenerProperties listener = this.bound.listener();
		put("on-exhausted", listener.getOnExhausted());
		put("dead-letter.topic", listener.getDeadLetter().getTopic());
		ListenerProperties.Retry retry = listener.getRetry();
		put("retry.max-attempts", retry.getMaxAttempts());
		put("retry.initial-delay", retry.getInitialDelay());
		put("retry.multiplier", retry.getMultiplier());
		put("retry.max-delay", retry.getMaxDelay());
		put("retry.jitter", retry.getJitter());
		put("retry.exclude", retry.getExclude());
		put("retry.include", retry.getInclude());
	}

	private void reading(ReaderSettings reader) {
		TopicSource first = reader.topics().isEmpty() ? null : reader.topics().get(0);
		read("partitions", (first != null) ? first.partitionIds() : List.of());
		read("read-from", (first != null) ? first.readFrom() : null);
		read("max-lag", (first != null) ? first.maxLag() : null);
		read("max-message-size", reader.maxMessageBytes() + "B");
		read("auto-partitioning", reader.autoPartitioning());
		read("buffer.max-bytes", reader.bufferMaxBytes() + "B");
		read("buffer.slow-partition-after", reader.slowPartitionAfter());
		read("buffer.max-partition-bytes", reader.partitionMaxInFlightBytes() + "B");
		read("commit-timeout", reader.commitTimeout());
		read("commit-hold-timeout", reader.commitHoldTimeout());
		read("pattern-interval", reader.patternInterval());
		read("batch.max-messages", reader.batchMaxMessages());
		read("batch.max-bytes", reader.batchMaxBytes() + "B");
		read("batch.min-messages", reader.batchMinMessages());
		read("batch.max-wait", reader.batchMaxWait());
		read("start-timeout", reader.startTimeout());
		read("stop-timeout", reader.stopTimeout());
		read("handshake-timeout", reader.handshakeTimeout());
		read("close-timeout", reader.closeTimeout());
		read("lag-interval", reader.lagInterval());
		RetrySettings retry = reader.retry();
		read("retry.healthy-after", retry.healthyAfter());
		read("retry.give-up-after", retry.giveUpAfter());
		read("retry.wait-for-topic", retry.waitForTopic());
	}

	private void put(String key, @Nullable Object value) {
		add(key, value, this.declared.contains(key) ? ListenerSetting.DECLARED
				: this.bound.origin(key, this.bound.listenerLayers()));
	}

	private void read(String key, @Nullable Object value) {
		add(key, value, this.declared.contains(key) ? ListenerSetting.DECLARED
				: this.bound.origin(key, this.bound.readerLayers()));
	}

	private void add(String key, @Nullable Object value, @Nullable String origin) {
		this.settings.add(new ListenerSetting(key, Objects.toString(value, "none"),
				(origin != null) ? origin : ListenerSetting.DEFAULT));
	}

	private void named(String key, @Nullable String value) {
		if (value != null) {
			this.settings.add(new ListenerSetting(key, value, ListenerSetting.DECLARED));
		}
	}

}
