package io.ydbtopic.cli;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.ConsumerPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how far consumers are behind. */
@Command(name = "lag", mixinStandardHelpOptions = true,
		description = "Shows for each partition how far the consumers of a topic are behind.")
final class LagCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(index = "0", paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Parameters(index = "1..*", paramLabel = "<consumer>", description = "consumers (default: all of the topic)")
	private List<String> consumers = new ArrayList<>();

	@Option(names = "--watch", paramLabel = "<duration>", converter = DurationConverter.class,
			description = "show it again and again, until Ctrl-C")
	private @Nullable Duration watch;

	@Option(names = "--json", description = "a JSON object a consumer instead of a table")
	private boolean json;

	private final Terminal terminal;

	LagCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		try (TopicClient client = this.connection.open()) {
			show(client.admin());
			Duration interval = this.watch;
			while (interval != null) {
				long next = System.nanoTime() + interval.toNanos();
				while (System.nanoTime() < next) {
					if (this.terminal.interrupt().isRaised()) {
						return TopicMain.INTERRUPTED;
					}
					LockSupport.parkNanos(Math.min(50_000_000, next - System.nanoTime()));
				}
				show(client.admin());
			}
		}
		return 0;
	}

	private void show(TopicAdmin admin) {
		Table table = new Table("CONSUMER", "PARTITION", "COMMITTED", "END", "LAG", "READER");
		for (String consumer : consumers(admin)) {
			ConsumerDescription description = ConnectionOptions.await(admin.describeConsumer(this.topic, consumer));
			if (this.json) {
				Json.print(this.terminal.out(), object(consumer, description));
			}
			for (ConsumerPartition each : description.partitions()) {
				table.row(consumer, each.partitionId(), each.committedOffset(), each.endOffset(), each.lag(),
						reader(each));
			}
		}
		if (!this.json) {
			MessageOutput.write(this.terminal.out(), table.toString().getBytes(StandardCharsets.UTF_8));
		}
	}

	private List<String> consumers(TopicAdmin admin) {
		if (!this.consumers.isEmpty()) {
			return this.consumers;
		}
		return ConnectionOptions.await(admin.describeTopic(this.topic))
			.config()
			.consumers()
			.stream()
			.map(ConsumerConfig::name)
			.toList();
	}

	private static String reader(ConsumerPartition partition) {
		if (partition.readSessionId() == null) {
			return "-";
		}
		String name = partition.readerName();
		return (name == null || name.isEmpty()) ? partition.readSessionId() : name;
	}

	private Map<String, Object> object(String consumer, ConsumerDescription description) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("topic", this.topic);
		object.put("consumer", consumer);
		object.put("lag", description.lag());
		List<Object> partitions = new ArrayList<>();
		for (ConsumerPartition each : description.partitions()) {
			Map<String, Object> partition = new LinkedHashMap<>();
			partition.put("partition", each.partitionId());
			partition.put("committedOffset", each.committedOffset());
			partition.put("endOffset", each.endOffset());
			partition.put("lag", each.lag());
			partition.put("reader", reader(each));
			partitions.add(partition);
		}
		object.put("partitions", partitions);
		return object;
	}

}
