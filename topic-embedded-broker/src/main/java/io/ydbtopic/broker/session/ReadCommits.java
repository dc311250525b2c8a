package io.ydbtopic.broker.session;

import java.util.function.Consumer;

import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;

/**
 * The commits of a read stream: ranges come in any order, and what joins to the committed
 * offset is handed to the consumer. Only used in the session's queue.
 */
final class ReadCommits {

	private final BrokerContext context;

	private final ReadPump readings;

	private final Consumer<Runnable> queue;

	private final Consumer<FromServer.Builder> client;

	/**
	 * For one session.
	 * @param context what all sessions share
	 * @param readings what it reads
	 * @param queue the session's queue
	 * @param client the way to the client, used in the queue only
	 */
	ReadCommits(BrokerContext context, ReadPump readings, Consumer<Runnable> queue,
			Consumer<FromServer.Builder> client) {
		this.context = context;
		this.readings = readings;
		this.queue = queue;
		this.client = client;
	}

	void commit(CommitOffsetRequest request, boolean hasConsumer) {
		if (request.getCommitOffsetsCount() == 0) {
			throw RejectedException.badRequest("A commit without offsets (expected at least one)");
		}
		if (!hasConsumer) {
			throw RejectedException.badRequest("The session reads without a consumer and can't commit");
		}
		for (PartitionCommitOffset entry : request.getCommitOffsetsList()) {
			Reading reading = this.readings.find(entry.getPartitionSessionId());
			if (reading != null) {
				commit(reading, entry);
			}
		}
	}

	private void commit(Reading reading, PartitionCommitOffset entry) {
		long before = reading.commits().prefixEnd();
		entry.getOffsetsList()
			.forEach((range) -> reading.commits().add(new OffsetsRange(range.getStart(), range.getEnd())));
		long prefixEnd = reading.commits().prefixEnd();
		if (prefixEnd > before) {
			consumerOf(reading).commit(reading.lease(), prefixEnd,
					() -> this.queue.accept(() -> kept(reading, prefixEnd)));
		}
	}

	/** A client says with its start where it has committed to; it gets no answer. */
	void startedAt(Reading reading, long offset) {
		if (offset > reading.commits().prefixEnd()) {
			reading.commits().advanceTo(offset);
			consumerOf(reading).commit(reading.lease(), offset, () -> {
			});
		}
	}

	private void kept(Reading reading, long offset) {
		ArmedFault delayed = this.context.faults().strike(FaultKind.DELAY_COMMITS, reading.subject());
		if (delayed == null) {
			tellCommitted(reading, offset);
			return;
		}
		this.context.runtime()
			.schedule("delayed commit", delayed.delay(), () -> this.queue.accept(() -> tellCommitted(reading, offset)));
	}

	private void tellCommitted(Reading reading, long offset) {
		if (this.readings.find(reading.id()) != null) {
			this.client.accept(ReadMessages.committed(reading, offset));
		}
	}

	static TopicConsumer consumerOf(Reading reading) {
		TopicConsumer consumer = reading.lease().consumer();
		if (consumer == null) {
			throw RejectedException.badRequest("The session reads without a consumer and can't commit");
		}
		return consumer;
	}

}
