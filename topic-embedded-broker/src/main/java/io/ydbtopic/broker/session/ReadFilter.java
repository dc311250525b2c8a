package io.ydbtopic.broker.session;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.Lease;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest.TopicReadSettings;

/**
 * Which messages of a topic a read session passes over because of their age. Immutable.
 *
 * @param readFromMillis not before this time, in milliseconds of the epoch; 0 for any
 * @param maxLagMillis not older than this; 0 for any age
 */
record ReadFilter(long readFromMillis, long maxLagMillis) {

	/** Nothing is passed over. */
	static final ReadFilter NONE = new ReadFilter(0, 0);

	static ReadFilter of(TopicReadSettings settings) {
		long readFrom = settings.hasReadFrom() ? Times.millis(settings.getReadFrom()) : 0;
		long maxLag = Times.millis(settings.getMaxLag());
		if (readFrom < 0 || maxLag < 0) {
			throw RejectedException.badRequest("read_from is " + readFrom + " ms and max_lag " + maxLag
					+ " ms for topic " + settings.getPath() + " (expected 0 or more)");
		}
		return new ReadFilter(readFrom, maxLag);
	}

	/** The oldest time of writing that is not passed over. */
	long oldestMillis(Lease lease, long nowMillis) {
		long oldest = this.readFromMillis;
		if (this.maxLagMillis > 0) {
			oldest = Math.max(oldest, nowMillis - this.maxLagMillis);
		}
		if (lease.consumer() != null) {
			for (Consumer consumer : lease.topic().settings().consumers()) {
				if (consumer.getName().equals(lease.consumer().name())) {
					oldest = Math.max(oldest, Times.millis(consumer.getReadFrom()));
				}
			}
		}
		return oldest;
	}

}
