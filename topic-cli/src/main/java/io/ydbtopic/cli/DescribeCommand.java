package io.ydbtopic.cli;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicDescription;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows a topic, or one of its partitions. */
@Command(name = "describe", mixinStandardHelpOptions = true,
		description = "Shows the settings, partitions and consumers of a topic, or one of its partitions.")
final class DescribeCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Option(names = "--partition", paramLabel = "<number>", description = "only this partition, with its statistics")
	private @Nullable Long partition;

	@Option(names = "--json", description = "one JSON object instead of tables")
	private boolean json;

	private final Terminal terminal;

	DescribeCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		try (TopicClient client = this.connection.open()) {
			if (this.partition != null) {
				PartitionDescription description = ConnectionOptions
					.await(client.admin().describePartition(this.topic, this.partition));
				print(TopicView.object(description), TopicView.text(this.topic, description));
			}
			else {
				TopicDescription description = ConnectionOptions.await(client.admin().describeTopic(this.topic));
				print(TopicView.object(this.topic, description), TopicView.text(this.topic, description));
			}
		}
		return 0;
	}

	private void print(Object object, String text) {
		if (this.json) {
			Json.print(this.terminal.out(), object);
		}
		else {
			MessageOutput.write(this.terminal.out(), text.getBytes(StandardCharsets.UTF_8));
		}
	}

}
