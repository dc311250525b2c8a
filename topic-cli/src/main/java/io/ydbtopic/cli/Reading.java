package io.ydbtopic.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.StartPosition;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicDescription;
import org.jspecify.annotations.Nullable;

/**
 * One run of {@code read} or {@code tail}. It commits only what the operating system has
 * taken from its output. For one thread.
 */
final class Reading {

	/** How long one look for messages takes at most, so that an interrupt is seen. */
	private static final Duration LOOK = Duration.ofMillis(100);

	/** Printed messages are flushed and committed at least this often. */
	private static final int FLUSH_EVERY = 10_000;

	private final Terminal terminal;

	private final ConnectionOptions connection;

	private final ReadOptions options;

	private final StartConverter.@Nullable Start start;

	private final boolean follow;

	private final Duration idle;

	private final MessageOutput output;

	private final List<MessageBatch<byte[]>> printed = new ArrayList<>();

	private long unflushed;

	private long count;

	Reading(Terminal terminal, ConnectionOptions connection, ReadOptions options, StartConverter.@Nullable Start start,
			boolean follow, Duration idle) {
		this.terminal = terminal;
		this.connection = connection;
		this.options = options;
		this.start = start;
		this.follow = follow;
		this.idle = idle;
		this.output = new MessageOutput(terminal.out(), options.format());
	}

	int run() {
		TopicClient client = this.connection.open();
		try {
			TopicDescription topic = ConnectionOptions.await(client.admin().describeTopic(this.options.topic));
			List<PartitionDescription> partitions = chosen(topic);
			ReadProgress progress = this.follow ? ReadProgress.endless() : ReadProgress.to(partitions);
			TopicReader<byte[]> reader = client.reader(settings(partitions), Deserializer.bytes(),
					new Beginning(progress));
			this.connection.awaitReady(reader.ready(), reader::status);
			Progress told = new Progress(this.terminal, "messages read", this.options.progress);
			readAll(reader, progress, told);
			flush();
			told.end(this.count);
			ConnectionOptions.await(reader.closeAsync(this.connection.timeout()));
			return this.terminal.interrupt().isRaised() ? TopicMain.INTERRUPTED : 0;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandFailedException("interrupted", ex);
		}
		finally {
			ConnectionOptions.await(client.closeAsync(Duration.ZERO).exceptionally((error) -> null));
		}
	}

	private List<PartitionDescription> chosen(TopicDescription topic) {
		List<Long> wanted = this.options.partitions;
		for (Long partition : wanted) {
			if (topic.partitions().stream().noneMatch((known) -> known.id() == partition)) {
				throw new CommandFailedException(
						"topic '" + this.options.topic + "' has no partition " + partition + " (expected: one of "
								+ topic.partitions().stream().map(PartitionDescription::id).toList() + ")",
						null);
			}
		}
		return topic.partitions().stream().filter((each) -> wanted.isEmpty() || wanted.contains(each.id())).toList();
	}

	private ReaderSettings settings(List<PartitionDescription> partitions) {
		// Without a consumer the server wants to be told the partitions.
		List<Long> ids = (this.options.consumer != null && this.options.partitions.isEmpty()) ? List.of()
				: partitions.stream().map(PartitionDescription::id).toList();
		TopicSource source = new TopicSource(this.options.topic, ids, (this.start != null) ? this.start.time() : null,
				null);
		return ReaderSettings.builder().topics(List.of(source)).consumer(this.options.consumer).build();
	}

	private void readAll(TopicReader<byte[]> reader, ReadProgress progress, Progress told) throws InterruptedException {
		long lastMessage = System.nanoTime();
		while (!this.terminal.interrupt().isRaised() && !isEnough() && !progress.isComplete()) {
			MessageBatch<byte[]> batch = reader.receiveBatch(Duration.ZERO);
			if (batch == null) {
				flush();
				batch = reader.receiveBatch(LOOK);
			}
			if (batch != null) {
				lastMessage = System.nanoTime();
				print(batch, progress);
				told.at(this.count);
			}
			else if (!this.follow && System.nanoTime() - lastMessage > this.idle.toNanos()) {
				this.terminal.complain("stopped after " + this.idle.toMillis() + " ms without a message; not at the "
						+ "end of partitions " + progress.incomplete());
				return;
			}
		}
	}

	private boolean isEnough() {
		return this.options.limit != null && this.count >= this.options.limit;
	}

	private void print(MessageBatch<byte[]> batch, ReadProgress progress) {
		for (ReceivedMessage<byte[]> message : batch) {
			if (isEnough()) {
				commitPart(batch, message);
				return;
			}
			this.output.print(message);
			this.count++;
			this.unflushed++;
			progress.passed(message.partitionId(), message.offset() + 1);
		}
		this.printed.add(batch);
		if (this.unflushed >= FLUSH_EVERY) {
			flush();
		}
	}

	/** The limit was reached within a batch: what was not printed is not committed. */
	private void commitPart(MessageBatch<byte[]> batch, ReceivedMessage<byte[]> firstLeft) {
		flush();
		for (ReceivedMessage<byte[]> message : batch) {
			if (message == firstLeft) {
				return;
			}
			if (isCommitting()) {
				message.commit();
			}
		}
	}

	private void flush() {
		this.output.flush();
		this.unflushed = 0;
		if (isCommitting()) {
			this.printed.forEach(MessageBatch::commit);
		}
		this.printed.clear();
	}

	private boolean isCommitting() {
		return this.options.consumer != null && !this.options.noCommit;
	}

	/** Says where each partition begins. */
	private final class Beginning implements PartitionListener {

		private final ReadProgress progress;

		Beginning(ReadProgress progress) {
			this.progress = progress;
		}

		@Override
		public CompletionStage<StartPosition> onPartitionStarting(PartitionSession session) {
			long from = session.committedOffset();
			// After a reconnect a partition goes on where it was.
			long reached = this.progress.reached(session.partitionId());
			StartConverter.Start wanted = Reading.this.start;
			if (reached > 0) {
				from = Math.max(from, reached);
			}
			else if (wanted != null && wanted.atEnd()) {
				from = Math.max(from, session.endOffsetAtStart());
			}
			else if (wanted != null && wanted.offset() != null) {
				from = Math.max(from, wanted.offset());
			}
			this.progress.passed(session.partitionId(), from);
			return CompletableFuture.completedFuture(
					(from > session.committedOffset()) ? StartPosition.readFrom(from) : StartPosition.COMMITTED);
		}

	}

}
