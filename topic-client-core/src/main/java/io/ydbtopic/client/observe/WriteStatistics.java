package io.ydbtopic.client.observe;

import java.time.Duration;

/**
 * How the server spent the time on the messages that it acknowledged last, as it says
 * itself.
 *
 * @param persisting the longest time to persist one
 * @param leastQueueWait wait of the message that waited least
 * @param mostQueueWait wait of the message that waited most
 * @param partitionQuotaWait time held back by the write speed of the partition
 * @param topicQuotaWait time held back by the write speed of the topic
 */
public record WriteStatistics(Duration persisting, Duration leastQueueWait, Duration mostQueueWait,
		Duration partitionQuotaWait, Duration topicQuotaWait) {
}
