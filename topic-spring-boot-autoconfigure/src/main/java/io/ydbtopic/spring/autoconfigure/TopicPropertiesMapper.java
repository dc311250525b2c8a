package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.NodePreference;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.spring.core.CloudEventDefaults;
import io.ydbtopic.spring.core.WriterDefinition;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler.Backoff;
import io.ydbtopic.spring.support.CloudEventAttributes;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Makes settings of the client of properties, and names the property of a value that the
 * client refuses. Stateless.
 */
final class TopicPropertiesMapper {

	/** How often the lag is asked for where readiness depends on it. */
	private static final Duration LAG_INTERVAL = Duration.ofSeconds(5);

	private TopicPropertiesMapper() {
	}

	/** How a client connects whose settings are at a place. */
	static TopicClientSettings client(KeyedValues values, ClientProperties properties, TopicConnectionDetails details,
			@Nullable String applicationName) {
		return built(values, clientBuilder(values, properties, details, applicationName));
	}

	/** What a builder has collected; a contradiction is told with its property. */
	static TopicClientSettings built(KeyedValues values, TopicClientSettings.Builder builder) {
		return values.checkAll(builder::build);
	}

	/** As {@link #client}, for others to add to. */
	static TopicClientSettings.Builder clientBuilder(KeyedValues values, ClientProperties properties,
			TopicConnectionDetails details, @Nullable String applicationName) {
		TopicClientSettings.Builder builder = values.check("connection-string",
				() -> TopicClientSettings.builder(details.connectionString()));
		builder.tokens(details.credentials());
		String name = properties.getClientName();
		builder.name(StringUtils.hasText(name) ? name : (applicationName != null) ? applicationName : "");
		builder.applicationName((applicationName != null) ? applicationName : "");
		builder.allowPlaintextCredentials(properties.isAllowPlaintextCredentials());
		values.set("token-refresh", properties.getTokenRefresh(), builder::tokenRefresh);
		values.set("connect-timeout", properties.getConnectTimeout(), builder::connectTimeout);
		values.set("keep-alive", properties.getKeepAlive(), builder::keepAlive);
		values.set("request-timeout", properties.getRequestTimeout(), builder::requestTimeout);
		values.set("close-timeout", properties.getCloseTimeout(), builder::closeTimeout);
		builder.discovery(properties.getDiscovery().isEnabled() && details.isDiscoverable());
		values.set("discovery.interval", properties.getDiscovery().getInterval(), builder::discoveryInterval);
		values.set("discovery.prefer", properties.getDiscovery().getPrefer(),
				(text) -> builder.nodePreference(preference(text)));
		values.set("ssl.trusted-certificate", properties.getSsl().getTrustedCertificate(),
				(file) -> builder.trustedCertificates(TrustedCertificates.of(file)));
		values.set("ssl.bundle", details.sslBundle(), (bundle) -> {
			if (properties.getSsl().getTrustedCertificate() != null) {
				throw new IllegalArgumentException("'" + properties.getSsl().getBundle() + "' beside '"
						+ values.key("ssl.trusted-certificate") + "' (expected: one of them)");
			}
			ReloadingTls tls = new ReloadingTls(bundle);
			details.onSslBundleChange(tls::update);
			builder.trustManager(tls.trustManager()).keyManager(tls.keyManager());
		});
		return builder;
	}

	private static NodePreference preference(String text) {
		return switch (text) {
			case "any" -> NodePreference.any();
			case "near" -> NodePreference.near();
			default -> NodePreference.location(text);
		};
	}

	/** A writer of that name, whose settings are at a place. */
	static WriterDefinition writer(KeyedValues values, String name, WriterProperties properties,
			@Nullable String applicationName) {
		String topic = properties.getTopic();
		WriterSettings.Builder builder = values.check("topic",
				() -> WriterSettings.builder((topic != null) ? topic : name));
		builder.name(name);
		values.set("producer-id", properties.getProducerId(), builder::producerId);
		values.set("deduplication", properties.getDeduplication(), builder::deduplication);
		values.set("partition", properties.getPartition(), builder::partitionId);
		values.set("codec", properties.getCodec(), (codec) -> {
			switch (codec) {
				case RAW -> builder.codec(Codecs.raw());
				case GZIP -> builder.codec(Codecs.gzip());
				case ZSTD -> builder.codec(Codecs.zstd());
				case LZOP -> builder.codec(Codecs.lzop());
				case AUTO -> builder.automaticCodec();
			}
		});
		values.set("metadata", properties.getMetadata(), builder::sessionMetadata);
		values.set("max-message-size", properties.getMaxMessageSize(), (size) -> builder.maxMessageBytes(toInt(size)));
		values.set("linger", properties.getLinger(), builder::linger);
		values.set("adaptive-linger", properties.getAdaptiveLinger(), (most) -> {
			if (properties.getLinger() != null) {
				throw new IllegalArgumentException(
						most + " beside " + values.key("linger") + " (expected: one of them)");
			}
			builder.adaptiveLinger(most);
		});
		values.set("direct-write", properties.getDirectWrite(), builder::directWrite);
		values.set("handshake-timeout", properties.getHandshakeTimeout(), builder::handshakeTimeout);
		values.set("ack-timeout", properties.getAckTimeout(), builder::ackTimeout);
		values.set("close-timeout", properties.getCloseTimeout(), builder::closeTimeout);
		WriterProperties.Buffer buffer = properties.getBuffer();
		values.set("buffer.max-bytes", buffer.getMaxBytes(), (size) -> builder.bufferMaxBytes(size.toBytes()));
		values.set("buffer.max-wait", buffer.getMaxWait(), (wait) -> builder.bufferFull(BufferFull.waitAtMost(wait)));
		if (buffer.getOnFull() == OnFull.FAIL) {
			builder.bufferFull(BufferFull.FAIL);
		}
		if (buffer.getOnFull() == OnFull.DROP_OLDEST) {
			builder.bufferFull(BufferFull.DROP_OLDEST);
		}
		WriterProperties.Batch batch = properties.getBatch();
		values.set("batch.max-bytes", batch.getMaxBytes(), (size) -> builder.batchMaxBytes(toInt(size)));
		values.set("batch.max-messages", batch.getMaxMessages(), builder::batchMaxMessages);
		builder.retry(retry(values.at("retry"), properties.getRetry()));
		return new WriterDefinition(values.checkAll(builder::build),
				StringUtils.hasText(properties.getContentType()) ? properties.getContentType() : null,
				cloudEvents(values.at("cloud-events"), properties.getCloudEvents(), applicationName));
	}

	private static @Nullable CloudEventDefaults cloudEvents(KeyedValues values, WriterProperties.CloudEvents events,
			@Nullable String applicationName) {
		String source = StringUtils.hasText(events.getSource()) ? events.getSource()
				: StringUtils.hasText(applicationName) ? "/" + applicationName : "";
		if (!events.isEnabled() && !StringUtils.hasText(events.getSource())) {
			return null;
		}
		CloudEventDefaults defaults = values.check("source", () -> {
			CloudEventAttributes.of("1", source, "checked");
			return new CloudEventDefaults(source, StringUtils.hasText(events.getType()) ? events.getType() : null);
		});
		return events.isEnabled() ? defaults : null;
	}

	/** A reader whose settings are at a place. */
	static ReaderSettings reader(KeyedValues values, String name, ReaderProperties properties, List<String> topics,
			@Nullable String consumer) {
		ReaderSettings.Builder builder = ReaderSettings.builder().name(name);
		values.set("consumer", StringUtils.hasText(consumer) ? consumer : null, builder::consumer);
		builder.topics(
				values.check("topics", () -> topics.stream().map((path) -> source(values, path, properties)).toList()));
		values.set("max-message-size", properties.getMaxMessageSize(), (size) -> builder.maxMessageBytes(toInt(size)));
		values.set("auto-partitioning", properties.getAutoPartitioning(), builder::autoPartitioning);
		values.set("stop-timeout", properties.getStopTimeout(), builder::stopTimeout);
		values.set("commit-timeout", properties.getCommitTimeout(), builder::commitTimeout);
		values.set("start-timeout", properties.getStartTimeout(), builder::startTimeout);
		values.set("handshake-timeout", properties.getHandshakeTimeout(), builder::handshakeTimeout);
		values.set("close-timeout", properties.getCloseTimeout(), builder::closeTimeout);
		values.set("buffer.max-bytes", properties.getBuffer().getMaxBytes(),
				(size) -> builder.bufferMaxBytes(size.toBytes()));
		values.set("buffer.slow-partition-after", properties.getBuffer().getSlowPartitionAfter(),
				builder::slowPartitionAfter);
		values.set("buffer.max-partition-bytes", properties.getBuffer().getMaxPartitionBytes(),
				(size) -> builder.partitionMaxInFlightBytes(size.toBytes()));
		values.set("commit-hold-timeout", properties.getCommitHoldTimeout(), builder::commitHoldTimeout);
		values.set("pattern-interval", properties.getPatternInterval(), builder::patternInterval);
		values.set("lag-interval", properties.getLagInterval(), builder::lagInterval);
		if (properties.getLagInterval() == null && properties.getReadiness().getMaxLag() != null) {
			// Without a lag there is no readiness.
			builder.lagInterval(LAG_INTERVAL);
		}
		ReaderProperties.Batch batch = properties.getBatch();
		values.set("batch.max-messages", batch.getMaxMessages(), builder::batchMaxMessages);
		values.set("batch.max-bytes", batch.getMaxBytes(), (size) -> builder.batchMaxBytes(toInt(size)));
		values.set("batch.min-messages", batch.getMinMessages(), builder::batchMinMessages);
		values.set("batch.max-wait", batch.getMaxWait(), builder::batchMaxWait);
		builder.retry(retry(values.at("retry"), properties.getRetry()));
		return values.checkAll(builder::build);
	}

	private static TopicSource source(KeyedValues values, String path, ReaderProperties properties) {
		List<Long> partitions = values.check("partitions",
				() -> TopicSource.of(path, properties.getPartitions()).partitionIds());
		return values.check("max-lag",
				() -> new TopicSource(path, partitions, properties.getReadFrom(), properties.getMaxLag()));
	}

	private static RetrySettings retry(KeyedValues values, WriterProperties.Retry properties) {
		RetrySettings.Builder builder = RetrySettings.builder();
		values.set("max-attempts", properties.getMaxAttempts(), builder::maxAttempts);
		values.set("give-up-after", properties.getGiveUpAfter(), builder::giveUpAfter);
		values.set("wait-for-topic", properties.getWaitForTopic(), builder::waitForTopic);
		values.set("healthy-after", properties.getHealthyAfter(), builder::healthyAfter);
		return builder.build();
	}

	/** How often and how fast a listener tries again. */
	static Backoff backoff(KeyedValues values, ListenerProperties.Retry retry) {
		return values.checkAll(() -> new Backoff(retry.getMaxAttempts(), retry.getInitialDelay(), retry.getMultiplier(),
				retry.getMaxDelay(), retry.getJitter()));
	}

	private static int toInt(DataSize size) {
		return KeyedValues.toInt(size.toBytes(), "size");
	}

}
