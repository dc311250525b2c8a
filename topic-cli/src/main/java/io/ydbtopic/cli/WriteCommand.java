package io.ydbtopic.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;
import io.ydbtopic.client.error.TopicClosedException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes standard input to a topic, one message a line. */
@Command(name = "write", mixinStandardHelpOptions = true,
		description = "Writes standard input to a topic, one message a line, and waits until all of it is safe. "
				+ "After Ctrl-C what was read so far is still written, and the count is told.")
final class WriteCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(paramLabel = "<topic>", description = "path of the topic")
	private String topic = "";

	@Mixin
	private KeyOptions keys = new KeyOptions();

	@Option(names = "--format", paramLabel = "<format>", defaultValue = "value",
			description = "what a line holds: value, the payload; json, an object as read --format json prints it "
					+ "(default: ${DEFAULT-VALUE})")
	private MessageInput.Format format = MessageInput.Format.VALUE;

	@Option(names = "--codec", paramLabel = "<codec>", defaultValue = "raw", converter = CodecConverter.class,
			description = "raw, gzip, zstd or lzop (default: ${DEFAULT-VALUE})")
	private Codec codec = Codecs.raw();

	@Option(names = "--partition", paramLabel = "<number>", description = "write to this partition")
	private @Nullable Long partition;

	@Option(names = "--producer", paramLabel = "<id>",
			description = "producer id: one per program that writes at the same time (default: a new one)")
	private @Nullable String producer;

	@Option(names = { "-m", "--metadata" }, paramLabel = "<key=value>",
			description = "metadata for each message; may be given many times")
	private Map<String, String> metadata = new LinkedHashMap<>();

	@Option(names = "--progress", description = "tell progress on standard error")
	private boolean progress;

	@Spec
	private CommandSpec spec = CommandSpec.create();

	private final Terminal terminal;

	private final AtomicBoolean ending = new AtomicBoolean();

	private final CompletableFuture<Integer> outcome = new CompletableFuture<>();

	WriteCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		String mistake = this.keys.mistake(this.partition);
		if (mistake != null) {
			throw new ParameterException(this.spec.commandLine(), mistake);
		}
		WriterSettings.Builder settings = WriterSettings.builder(this.topic)
			.codec(this.codec)
			.partitionId(this.partition)
			.bufferFull(BufferFull.WAIT);
		if (this.producer != null) {
			settings.producerId(this.producer);
		}
		TopicClient client = this.connection.open();
		try {
			WriteTarget writer = open(client, settings.build());
			this.connection.awaitReady(writer.ready(), writer::status);
			// The thread may wait for input for ever: only the interrupt itself can end
			// it.
			this.terminal.interrupt().whenRaised(() -> end(writer, true));
			Progress told = new Progress(this.terminal, "messages written", this.progress);
			long count = copy(writer, told);
			told.end(count);
			return end(writer, false);
		}
		finally {
			client.closeAsync(Duration.ZERO);
		}
	}

	private WriteTarget open(TopicClient client, WriterSettings settings) {
		if (!this.keys.wanted()) {
			return WriteTarget.plain(client.writer(settings, Serializer.bytes()));
		}
		return WriteTarget.keyed(client.keyedWriter(
				KeyedWriterSettings.builder(settings).chooser(this.keys.chooser()).build(), Serializer.bytes()));
	}

	private long copy(WriteTarget writer, Progress told) {
		List<MetadataItem> items = new ArrayList<>();
		this.metadata.forEach((key, value) -> items.add(MetadataItem.text(key, value)));
		MessageInput input = new MessageInput(this.terminal.in(), this.format, this.keys.separatorBytes());
		long count = 0;
		try {
			InputMessage message = input.next();
			while (message != null) {
				write(writer, message, items);
				told.at(++count);
				message = input.next();
			}
		}
		catch (CommandFailedException ex) {
			end(writer, false);
			throw ex;
		}
		catch (TopicClosedException ex) {
			if (!this.terminal.interrupt().isRaised()) {
				throw new CommandFailedException(summary(writer) + ": "
						+ ((ex.getCause() != null) ? ex.getCause().getMessage() : ex.getMessage()), ex);
			}
		}
		return count;
	}

	private static void write(WriteTarget writer, InputMessage input, List<MetadataItem> items) {
		OutgoingMessage<byte[]> message = input.message();
		if (items.isEmpty()) {
			writer.write(input.key(), message);
			return;
		}
		List<MetadataItem> all = new ArrayList<>(message.metadata());
		all.addAll(items);
		writer.write(input.key(), new OutgoingMessage<>(message.value(), null, message.createdAt(), all));
	}

	/** Brings home what was taken; whoever comes second waits for the first. */
	private int end(WriteTarget writer, boolean interrupted) {
		if (this.ending.compareAndSet(false, true)) {
			try {
				this.outcome.complete(finish(writer, interrupted));
			}
			catch (RuntimeException ex) {
				this.outcome.completeExceptionally(ex);
			}
		}
		try {
			return this.outcome.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof CommandFailedException failure) ? failure : ex;
		}
	}

	private int finish(WriteTarget writer, boolean interrupted) {
		WriterCloseReport report = ConnectionOptions.await(writer.closeAsync(this.connection.timeout()));
		if (interrupted) {
			this.terminal.complain("interrupted; " + summary(writer));
			return TopicMain.INTERRUPTED;
		}
		if (!report.isClean() || writer.counters().messagesFailed() > 0) {
			throw new CommandFailedException(summary(writer) + "; " + report, null);
		}
		return 0;
	}

	private static String summary(WriteTarget writer) {
		return writer.counters().messagesAcknowledged() + " of " + writer.counters().messagesWritten()
				+ " messages acknowledged";
	}

}
