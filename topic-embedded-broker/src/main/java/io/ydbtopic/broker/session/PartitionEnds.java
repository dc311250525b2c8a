package io.ydbtopic.broker.session;

import java.util.List;

import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;

/**
 * What happens when a session has read an inactive partition to its end. A client that
 * knows of splits is told, and its session has finished the partition. Any other client
 * finishes it by a commit, or by starting it at its end; for that it is asked for the
 * partition after a while. Used in the session's queue only.
 */
final class PartitionEnds {

	private final BrokerContext context;

	private final Session session;

	PartitionEnds(BrokerContext context, Session session) {
		this.context = context;
		this.session = session;
	}

	/** What is needed of the session. */
	interface Session {

		/** Runs a step in the session's queue, unless it has ended by then. */
		void later(Runnable step);

		/** Sends a message to the client. */
		void tell(FromServer.Builder message);

		/** Whether the client still reads the partition. */
		boolean holds(Reading reading);

	}

	void look(List<Reading> readings, boolean scaleAware) {
		for (Reading reading : readings) {
			if (reading.takeEnd()) {
				readToEnd(reading, scaleAware);
			}
		}
	}

	private void readToEnd(Reading reading, boolean scaleAware) {
		if (scaleAware) {
			this.session.tell(ReadMessages.end(reading));
		}
		TopicConsumer consumer = reading.lease().consumer();
		if (consumer == null) {
			return;
		}
		if (scaleAware || reading.startedAtEnd()) {
			consumer.finishedReading(reading.lease());
			return;
		}
		this.context.runtime()
			.schedule("release of a partition that was read", consumer.releaseDelay(reading.lease()),
					() -> this.session.later(() -> {
						if (this.session.holds(reading)) {
							consumer.askBack(reading.lease());
						}
					}));
	}

}
