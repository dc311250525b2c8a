package io.ydbtopic.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.ScalingStrategy;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a topic. */
@Command(name = "describe", mixinStandardHelpOptions = true,
		description = "Shows the settings, partitions and consumers of a topic.")
final class DescribeCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Option(names = "--json", description = "one JSON object instead of tables")
	private boolean json;

	private final Terminal terminal;

	DescribeCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		TopicDescription description;
		try (TopicClient client = this.connection.open()) {
			description = ConnectionOptions.await(client.admin().describeTopic(this.topic));
		}
		if (this.json) {
			Json.print(this.terminal.out(), object(description));
		}
		else {
			MessageOutput.write(this.terminal.out(), text(description).getBytes(StandardCharsets.UTF_8));
		}
		return 0;
	}

	private Map<String, Object> object(TopicDescription description) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("topic", this.topic);
		object.put("storeSizeBytes", description.storeSizeBytes());
		settings(description.config()).forEach(object::put);
		List<Object> partitions = new ArrayList<>();
		for (PartitionDescription each : description.partitions()) {
			Map<String, Object> partition = new LinkedHashMap<>();
			partition.put("partition", each.id());
			partition.put("active", each.active());
			partition.put("startOffset", each.startOffset());
			partition.put("endOffset", each.endOffset());
			partition.put("storeSizeBytes", each.storeSizeBytes());
			partition.put("node", each.nodeId());
			partition.put("generation", each.generation());
			partition.put("parents", each.parents());
			partition.put("children", each.children());
			partitions.add(partition);
		}
		object.put("partitions", partitions);
		object.put("consumers", description.config().consumers().stream().map(ConsumerConfig::name).toList());
		return object;
	}

	private static Map<String, Object> settings(TopicConfig config) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("minActivePartitions", config.partitions());
		settings.put("scale", config.autoPartitioning().strategy().name());
		if (config.autoPartitioning().strategy() != ScalingStrategy.DISABLED) {
			settings.put("maxActivePartitions", config.autoPartitioning().maxActivePartitions());
			settings.put("scaleWindowSeconds", config.autoPartitioning().stabilizationWindow().toSeconds());
			settings.put("scaleUpPercent", config.autoPartitioning().upUtilizationPercent());
			settings.put("scaleDownPercent", config.autoPartitioning().downUtilizationPercent());
		}
		settings.put("retentionSeconds", config.retention().toSeconds());
		settings.put("retentionMb", config.retentionStorageMb());
		settings.put("codecs", config.supportedCodecs().stream().map(CodecNames::name).toList());
		settings.put("writeSpeedBytesPerSecond", config.partitionWriteSpeedBytesPerSecond());
		settings.put("writeBurstBytes", config.partitionWriteBurstBytes());
		settings.put("attributes", config.attributes());
		return settings;
	}

	private String text(TopicDescription description) {
		Table settings = new Table("TOPIC", this.topic);
		settings(description.config()).forEach(settings::row);
		Table partitions = new Table("PARTITION", "ACTIVE", "START", "END", "BYTES", "NODE", "PARENTS", "CHILDREN");
		for (PartitionDescription each : description.partitions()) {
			partitions.row(each.id(), each.active() ? "yes" : "no", each.startOffset(), each.endOffset(),
					each.storeSizeBytes(), each.nodeId(), each.parents(), each.children());
		}
		Table consumers = new Table("CONSUMER", "IMPORTANT", "READ FROM");
		for (ConsumerConfig each : description.config().consumers()) {
			consumers.row(each.name(), each.important() ? "yes" : "no",
					(each.readFrom() != null) ? each.readFrom() : "-");
		}
		return settings + "\n" + partitions + "\n" + consumers;
	}

}
