package io.ydbtopic.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.TopicChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes a topic. */
@Command(name = "alter", mixinStandardHelpOptions = true,
		description = "Changes what is given of a topic, all of it or nothing.")
final class AlterCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Mixin
	private TopicOptions options = new TopicOptions();

	@Mixin
	private ConsumerOptions consumerOptions = new ConsumerOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Option(names = "--add-consumer", paramLabel = "<name>", split = ",", description = "consumers to add")
	private List<String> added = new ArrayList<>();

	@Option(names = "--drop-consumer", paramLabel = "<name>", split = ",", description = "consumers to drop")
	private List<String> dropped = new ArrayList<>();

	private final Terminal terminal;

	AlterCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		TopicOptions given = this.options;
		TopicChange.Builder change = TopicChange.builder();
		TopicOptions.set(given.partitions, change::partitions);
		TopicOptions.set(given.maxPartitions, change::maxActivePartitions);
		TopicOptions.set(given.strategy, change::strategy);
		TopicOptions.set(given.window, change::stabilizationWindow);
		TopicOptions.set(given.upPercent, change::upUtilizationPercent);
		TopicOptions.set(given.downPercent, change::downUtilizationPercent);
		TopicOptions.set(given.retention, change::retention);
		TopicOptions.set(given.retentionMb, change::retentionStorageMb);
		TopicOptions.set(given.writeSpeed, change::partitionWriteSpeedBytesPerSecond);
		TopicOptions.set(given.writeBurst, change::partitionWriteBurstBytes);
		if (!given.codecs.isEmpty()) {
			change.supportedCodecs(given.codecs.toArray(new Integer[0]));
		}
		given.attributes.forEach(change::attribute);
		TopicOptions.set(given.metering, change::meteringMode);
		TopicOptions.set(given.metricsLevel, (level) -> setMetricsLevel(change, level.value()));
		TopicOptions.set(given.deduplicateContent, change::contentBasedDeduplication);
		this.added.forEach((name) -> change.addConsumer(this.consumerOptions.config(name)));
		this.consumerOptions.changes(this.added).forEach(change::alterConsumer);
		this.dropped.forEach(change::dropConsumer);
		TopicChange built = change.build();
		try (TopicClient client = this.connection.open()) {
			ConnectionOptions.await(client.admin().alterTopic(this.topic, built));
		}
		this.terminal.complain("topic '" + this.topic + "' is changed");
		return 0;
	}

	private static void setMetricsLevel(TopicChange.Builder change, @Nullable Integer level) {
		if (level != null) {
			change.metricsLevel(level);
		}
		else {
			change.resetMetricsLevel();
		}
	}

}
