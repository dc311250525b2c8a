package io.ydbtopic.cli;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to read and how to show it; the same flags for {@code read} and {@code tail}. */
final class ReadOptions {

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	String topic = "";

	@Option(names = { "-c", "--consumer" }, paramLabel = "<name>",
			description = "read as this consumer, from where it is, and commit what was printed; without it nothing "
					+ "is committed")
	@Nullable String consumer;

	@Option(names = "--no-commit", description = "with --consumer: commit nothing")
	boolean noCommit;

	@Option(names = "--partition", paramLabel = "<number>", split = ",",
			description = "read these partitions (default: all)")
	List<Long> partitions = new ArrayList<>();

	@Option(names = { "-n", "--limit" }, paramLabel = "<count>", description = "stop after so many messages")
	@Nullable Long limit;

	@Option(names = "--format", paramLabel = "<format>", defaultValue = "value",
			description = "value: the payload; headers: partition, offset, time, producer, number, metadata and the "
					+ "payload with tabs between; json: an object a line (default: ${DEFAULT-VALUE})")
	MessageOutput.Format format = MessageOutput.Format.VALUE;

	@Option(names = "--json", description = "same as --format json")
	boolean json;

	@Option(names = "--progress", description = "tell progress on standard error")
	boolean progress;

	MessageOutput.Format format() {
		return this.json ? MessageOutput.Format.JSON : this.format;
	}

}
