package io.ydbtopic.client.internal.tx;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest.TopicOffsets;

/**
 * Makes the request that moves a consumer's offsets past what a transaction read: ranges
 * that touch are joined. Pure; callable from any thread.
 */
final class OffsetsOfTransaction {

	private OffsetsOfTransaction() {
	}

	static UpdateOffsetsInTransactionRequest request(TransactionIdentity transaction, String consumer,
			List<TransactionalRead> reads) {
		UpdateOffsetsInTransactionRequest.Builder request = UpdateOffsetsInTransactionRequest.newBuilder()
			.setTx(transaction)
			.setConsumer(consumer);
		Map<String, Map<Long, List<TransactionalRead>>> byTopic = reads.stream()
			.collect(Collectors.groupingBy(TransactionalRead::topic, TreeMap::new,
					Collectors.groupingBy(TransactionalRead::partitionId, TreeMap::new, Collectors.toList())));
		byTopic.forEach((topic, partitions) -> {
			TopicOffsets.Builder offsets = request.addTopicsBuilder().setPath(topic);
			partitions.forEach((partition, its) -> addPartition(offsets, partition, its));
		});
		return request.build();
	}

	private static void addPartition(TopicOffsets.Builder topic, long partition, List<TransactionalRead> reads) {
		TopicOffsets.PartitionOffsets.Builder offsets = topic.addPartitionsBuilder().setPartitionId(partition);
		OffsetsRange.Builder last = null;
		for (TransactionalRead read : reads.stream()
			.sorted(Comparator.comparingLong(TransactionalRead::start))
			.toList()) {
			if (last != null && read.start() <= last.getEnd()) {
				last.setEnd(Math.max(last.getEnd(), read.end()));
			}
			else {
				last = offsets.addPartitionOffsetsBuilder().setStart(read.start()).setEnd(read.end());
			}
		}
	}

}
