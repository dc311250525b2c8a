package io.ydbtopic.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.AutoPartitioning;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Creates a topic. */
@Command(name = "create", mixinStandardHelpOptions = true,
		description = "Creates a topic, with the directories above it; does nothing if it is there.")
final class CreateCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Mixin
	private TopicOptions options = new TopicOptions();

	@Mixin
	private ConsumerOptions consumerOptions = new ConsumerOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Option(names = { "-c", "--consumer" }, paramLabel = "<name>", split = ",", description = "consumers to make")
	private List<String> consumers = new ArrayList<>();

	@Spec
	private CommandSpec spec = CommandSpec.create();

	private final Terminal terminal;

	CreateCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		for (String name : this.consumerOptions.names()) {
			if (!this.consumers.contains(name)) {
				throw new ParameterException(this.spec.commandLine(),
						"settings of consumer '" + name + "', which is not made (expected: one of --consumer)");
			}
		}
		TopicConfig config = config();
		try (TopicClient client = this.connection.open()) {
			ConnectionOptions.await(client.admin().createTopic(this.topic, config));
		}
		this.terminal.complain("topic '" + this.topic + "' is there");
		return 0;
	}

	private TopicConfig config() {
		TopicOptions given = this.options;
		TopicConfig.Builder config = TopicConfig.builder();
		TopicOptions.set(given.partitions, config::partitions);
		TopicOptions.set(given.retention, config::retention);
		TopicOptions.set(given.retentionMb, config::retentionStorageMb);
		TopicOptions.set(given.writeSpeed, config::partitionWriteSpeedBytesPerSecond);
		TopicOptions.set(given.writeBurst, config::partitionWriteBurstBytes);
		config.supportedCodecs(given.codecs.toArray(new Integer[0]));
		given.attributes.forEach(config::attribute);
		TopicOptions.set(given.metering, config::meteringMode);
		TopicOptions.set(given.metricsLevel, (level) -> config.metricsLevel(level.value()));
		TopicOptions.set(given.deduplicateContent, config::contentBasedDeduplication);
		this.consumers.forEach((name) -> config.consumer(this.consumerOptions.config(name)));
		if (given.strategy != null || given.maxPartitions != null) {
			AutoPartitioning unset = AutoPartitioning.DISABLED;
			config.autoPartitioning(
					new AutoPartitioning((given.strategy != null) ? given.strategy : ScalingStrategy.SCALE_UP,
							(given.maxPartitions != null) ? given.maxPartitions : unset.maxActivePartitions(),
							(given.window != null) ? given.window : unset.stabilizationWindow(),
							(given.upPercent != null) ? given.upPercent : unset.upUtilizationPercent(),
							(given.downPercent != null) ? given.downPercent : unset.downUtilizationPercent()));
		}
		return config.build();
	}

}
