package io.ydbtopic.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.admin.PartitionDescription;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code copy}: a writer for each partition of the source, whose producer and
 * numbers are made of the partition and its offsets, so that the target stores each
 * message once however often it is copied. For one thread; acks come on others.
 */
final class Copying {

	private static final Duration LOOK = Duration.ofMillis(100);

	private final Terminal terminal;

	private final ConnectionOptions connection;

	private final CopyCommand command;

	private final Map<Long, TopicWriter<byte[]>> writers = new HashMap<>();

	private final AtomicLong copied = new AtomicLong();

	private final AtomicLong alreadyThere = new AtomicLong();

	/** The first message that could not be written. */
	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	Copying(Terminal terminal, ConnectionOptions connection, CopyCommand command) {
		this.terminal = terminal;
		this.connection = connection;
		this.command = command;
	}

	int run() {
		TopicClient source = this.connection.open();
		String other = this.command.targetEndpoint();
		TopicClient target = (other != null) ? this.connection.open(other) : source;
		try {
			return run(source, target);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandFailedException("interrupted", ex);
		}
		finally {
			for (TopicClient client : List.of(source, target)) {
				ConnectionOptions.await(client.closeAsync(Duration.ZERO).exceptionally((error) -> null));
			}
		}
	}

	private int run(TopicClient source, TopicClient target) throws InterruptedException {
		List<PartitionDescription> partitions = ConnectionOptions
			.await(source.admin().describeTopic(this.command.source()))
			.partitions();
		// A missing target is said before anything is read.
		ConnectionOptions.await(target.admin().describeTopic(this.command.target()));
		ReadProgress progress = this.command.follow() ? ReadProgress.endless() : ReadProgress.to(partitions);
		List<Long> ids = (this.command.consumer() != null) ? List.of()
				: partitions.stream().map(PartitionDescription::id).toList();
		ReaderSettings settings = ReaderSettings.builder()
			.topics(List.of(TopicSource.of(this.command.source(), ids)))
			.consumer(this.command.consumer())
			.build();
		TopicReader<byte[]> reader = source.reader(settings, Deserializer.bytes(), new Resuming(progress));
		this.connection.awaitReady(reader.ready(), reader::status);
		Progress told = new Progress(this.terminal, "messages copied", this.command.progress());
		copyAll(reader, target, progress, told);
		finish(reader);
		told.end(this.copied.get());
		this.terminal.complain(
				this.copied.get() + " messages copied, of which " + this.alreadyThere.get() + " were there already");
		return this.terminal.interrupt().isRaised() ? TopicMain.INTERRUPTED : 0;
	}

	private void copyAll(TopicReader<byte[]> reader, TopicClient target, ReadProgress progress, Progress told)
			throws InterruptedException {
		long lastMessage = System.nanoTime();
		while (!this.terminal.interrupt().isRaised() && this.failure.get() == null && !progress.isComplete()) {
			MessageBatch<byte[]> batch = reader.receiveBatch(LOOK);
			if (batch != null) {
				lastMessage = System.nanoTime();
				copy(batch, target);
				progress.passed(batch.session().partitionId(), batch.messages().get(batch.size() - 1).offset() + 1);
				told.at(this.copied.get());
			}
			else if (!this.command.follow() && System.nanoTime() - lastMessage > this.command.idle().toNanos()) {
				this.terminal.complain("stopped after " + this.command.idle().toMillis()
						+ " ms without a message; not at the end of partitions " + progress.incomplete());
				return;
			}
		}
	}

	private void copy(MessageBatch<byte[]> batch, TopicClient target) {
		TopicWriter<byte[]> writer = this.writers.computeIfAbsent(batch.session().partitionId(),
				(partition) -> writer(target, partition));
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>(batch.size());
		for (ReceivedMessage<byte[]> message : batch) {
			acks.add(writer
				.write(new OutgoingMessage<>(message.value(), message.offset() + 1, message.createdAt(),
						message.metadata()))
				.whenComplete(this::acknowledged));
		}
		if (this.command.consumer() != null) {
			CompletableFuture.allOf(acks.toArray(new CompletableFuture<?>[0])).thenRun(batch::commit);
		}
	}

	private void acknowledged(@Nullable WriteAck ack, @Nullable Throwable error) {
		if (ack == null) {
			this.failure.compareAndSet(null, error);
			return;
		}
		this.copied.incrementAndGet();
		if (ack.state() == WriteAck.State.ALREADY_WRITTEN) {
			this.alreadyThere.incrementAndGet();
		}
	}

	private TopicWriter<byte[]> writer(TopicClient target, long partition) {
		WriterSettings.Builder settings = WriterSettings.builder(this.command.target())
			.producerId("copy:" + this.command.source() + ":" + partition)
			.codec(this.command.codec())
			.bufferFull(BufferFull.WAIT);
		if (this.command.samePartitions()) {
			settings.partitionId(partition);
		}
		TopicWriter<byte[]> writer = target.writer(settings.build(), Serializer.bytes());
		this.connection.awaitReady(writer.ready(), writer::status);
		return writer;
	}

	/** What was read is brought home before the source is committed and left. */
	private void finish(TopicReader<byte[]> reader) {
		List<CompletableFuture<WriterCloseReport>> closes = new ArrayList<>();
		this.writers.values().forEach((writer) -> closes.add(writer.closeAsync(this.connection.timeout())));
		closes.forEach(ConnectionOptions::await);
		ConnectionOptions.await(reader.closeAsync(this.connection.timeout()));
		Throwable error = this.failure.get();
		if (error != null) {
			throw new CommandFailedException(this.copied.get() + " messages copied; then: " + error.getMessage(),
					error);
		}
	}

	/** After a reconnect a partition goes on where it was. */
	private record Resuming(ReadProgress progress) implements PartitionListener {

		@Override
		public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
			long reached = Math.max(session.committedOffset(), this.progress.reached(session.partitionId()));
			this.progress.passed(session.partitionId(), reached);
			return CompletableFuture.completedFuture(
					(reached > session.committedOffset()) ? StartPosition.readFrom(reached) : StartPosition.COMMITTED);
		}

	}

}
