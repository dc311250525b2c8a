package io.ydbtopic.broker.service;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.broker.topic.TopicTransaction;
import io.ydbtopic.broker.tx.QuerySessions;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest.TopicOffsets;

/**
 * Takes offsets into a transaction that a reader wants to commit with it. Safe for use by
 * many threads.
 */
final class TransactionOffsets {

	private final Catalogue catalogue;

	private final CallerRights rights;

	private final QuerySessions transactions;

	private final int node;

	TransactionOffsets(Catalogue catalogue, CallerRights rights, QuerySessions transactions, int node) {
		this.catalogue = catalogue;
		this.rights = rights;
		this.transactions = transactions;
		this.node = node;
	}

	void add(UpdateOffsetsInTransactionRequest request) {
		TopicTransaction transaction = this.transactions.forReading(request.getTx().getSession(),
				request.getTx().getId(), this.node);
		if (request.getTopicsCount() == 0) {
			throw RejectedException.badRequest("No topics (expected at least one)");
		}
		if (request.getConsumer().isEmpty()) {
			throw RejectedException.badRequest("The consumer is empty (expected a name)");
		}
		List<TopicTransaction.Consumed> consumed = new ArrayList<>();
		request.getTopicsList().forEach((offsets) -> collect(offsets, request.getConsumer(), consumed));
		transaction.read(consumed);
	}

	private void collect(TopicOffsets offsets, String consumerName, List<TopicTransaction.Consumed> consumed) {
		Topic topic = this.catalogue.get(offsets.getPath());
		TopicConsumer consumer = topic.consumer(consumerName);
		if (consumer == null) {
			throw RejectedException.badRequest("Topic " + topic.path() + " has no consumer '" + consumerName + "'");
		}
		this.rights.require(topic.path() + "/" + consumerName, Right.READ);
		if (offsets.getPartitionsCount() == 0) {
			throw RejectedException.badRequest("Topic " + topic.path() + " without partitions (expected at least one)");
		}
		for (TopicOffsets.PartitionOffsets partition : offsets.getPartitionsList()) {
			if (partition.getPartitionOffsetsCount() == 0) {
				throw RejectedException.badRequest("Partition " + partition.getPartitionId() + " of " + topic.path()
						+ " without offsets (expected at least one range)");
			}
			consumed.add(new TopicTransaction.Consumed(consumer, topic.partition(partition.getPartitionId()),
					partition.getPartitionOffsetsList()
						.stream()
						.map((range) -> new OffsetsRange(range.getStart(), range.getEnd()))
						.toList()));
		}
	}

}
