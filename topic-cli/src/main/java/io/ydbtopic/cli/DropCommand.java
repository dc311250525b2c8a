package io.ydbtopic.cli;

import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops a topic. */
@Command(name = "drop", mixinStandardHelpOptions = true, description = "Drops a topic with all of its messages.")
final class DropCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Option(names = "--if-exists", description = "do not fail if it is not there")
	private boolean ifExists;

	private final Terminal terminal;

	DropCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		try (TopicClient client = this.connection.open()) {
			ConnectionOptions.await(client.admin().dropTopic(this.topic));
			this.terminal.complain("topic '" + this.topic + "' is dropped");
		}
		catch (TopicException ex) {
			if (!this.ifExists || ex.status() != StatusCode.SCHEME_ERROR) {
				throw ex;
			}
			this.terminal.complain("topic '" + this.topic + "' was not there");
		}
		return 0;
	}

}
