package io.ydbtopic.broker.log;

/**
 * Names a partition in a store. A topic that is dropped and made again gets a new topic
 * id, so nothing of the old one can show through. Immutable.
 *
 * @param topicId the broker's number of the topic
 * @param partition the partition's id
 */
public record PartitionKey(long topicId, long partition) {
}
