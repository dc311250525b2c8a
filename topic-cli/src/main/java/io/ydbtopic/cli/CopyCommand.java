package io.ydbtopic.cli;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies a topic. */
@Command(name = "copy", mixinStandardHelpOptions = true, description = {
		"Copies the messages of a topic to another one, with metadata and the time of creation.",
		"Messages of a partition keep their order. Each is written under a number made of its offset, so that "
				+ "a copy that was interrupted is started again by the same command and stores nothing twice." })
final class CopyCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(index = "0", paramLabel = "<source>", description = "path of the topic to read")
	private String source = "";

	@Parameters(index = "1", paramLabel = "<target>", description = "path of the topic to write")
	private String target = "";

	@Option(names = "--target-endpoint", paramLabel = "<url>", description = "database of the target, if another one")
	private @Nullable String targetEndpoint;

	@Option(names = { "-c", "--consumer" }, paramLabel = "<name>",
			description = "read as this consumer and commit what is safe in the target; without it, copy from the start")
	private @Nullable String consumer;

	@Option(names = "--same-partitions", description = "write to the partition of the same number")
	private boolean samePartitions;

	@Option(names = "--codec", paramLabel = "<codec>", defaultValue = "raw", converter = CodecConverter.class,
			description = "codec of the copies: raw, gzip, zstd or lzop (default: ${DEFAULT-VALUE})")
	private Codec codec = Codecs.raw();

	@Option(names = { "-f", "--follow" }, description = "go on with messages that come")
	private boolean follow;

	@Option(names = "--idle", paramLabel = "<duration>", defaultValue = "5s", converter = DurationConverter.class,
			description = "without --follow: stop when nothing came for so long (default: ${DEFAULT-VALUE})")
	private Duration idle = Duration.ofSeconds(5);

	@Option(names = "--progress", description = "tell progress on standard error")
	private boolean progress;

	private final Terminal terminal;

	CopyCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		return new Copying(this.terminal, this.connection, this).run();
	}

	String source() {
		return this.source;
	}

	String target() {
		return this.target;
	}

	@Nullable String targetEndpoint() {
		return this.targetEndpoint;
	}

	@Nullable String consumer() {
		return this.consumer;
	}

	boolean samePartitions() {
		return this.samePartitions;
	}

	Codec codec() {
		return this.codec;
	}

	boolean follow() {
		return this.follow;
	}

	Duration idle() {
		return this.idle;
	}

	boolean progress() {
		return this.progress;
	}

}
