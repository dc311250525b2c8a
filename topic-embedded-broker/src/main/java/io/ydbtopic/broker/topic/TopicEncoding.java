package io.ydbtopic.broker.topic;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.google.protobuf.ByteString;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.PartitionKeyRange;

/**
 * A topic as a store keeps it: two delimited messages, the request that would make it and
 * a description of its partitions. Pure functions, for any thread.
 */
final class TopicEncoding {

	private TopicEncoding() {
	}

	/**
	 * What is decoded.
	 *
	 * @param settings the settings
	 * @param places the partitions, by id
	 * @param createdAtMillis when the topic was made
	 */
	record Decoded(TopicSettings settings, List<PartitionPlace> places, long createdAtMillis) {
	}

	static ByteString encode(TopicSettings settings, List<PartitionPlace> places, long createdAtMillis) {
		DescribeTopicResult.Builder partitions = DescribeTopicResult.newBuilder();
		partitions.getSelfBuilder().getCreatedAtBuilder().setPlanStep(createdAtMillis);
		for (int id = 0; id < places.size(); id++) {
			PartitionPlace place = places.get(id);
			DescribeTopicResult.PartitionInfo.Builder partition = partitions.addPartitionsBuilder()
				.setPartitionId(id)
				.setActive(place.active())
				.addAllParentPartitionIds(place.parents())
				.addAllChildPartitionIds(place.children());
			KeyRange range = place.keyRange();
			if (range != null) {
				partition.setKeyRange(proto(range));
			}
		}
		try {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			settings.request().writeDelimitedTo(bytes);
			partitions.build().writeDelimitedTo(bytes);
			return ByteString.copyFrom(bytes.toByteArray());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Decoded decode(ByteString description) {
		try {
			InputStream bytes = description.newInput();
			CreateTopicRequest settings = CreateTopicRequest.parseDelimitedFrom(bytes);
			DescribeTopicResult partitions = DescribeTopicResult.parseDelimitedFrom(bytes);
			List<PartitionPlace> places = new ArrayList<>();
			for (DescribeTopicResult.PartitionInfo partition : partitions.getPartitionsList()) {
				places.add(new PartitionPlace(partition.getActive(), partition.getParentPartitionIdsList(),
						partition.getChildPartitionIdsList(),
						partition.hasKeyRange() ? range(partition.getKeyRange()) : null));
			}
			return new Decoded(new TopicSettings(settings), places, partitions.getSelf().getCreatedAt().getPlanStep());
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The description of a topic in the store can't be read", ex);
		}
	}

	static PartitionKeyRange proto(KeyRange range) {
		PartitionKeyRange.Builder proto = PartitionKeyRange.newBuilder();
		if (range.from() != null) {
			proto.setFromBound(range.from());
		}
		if (range.to() != null) {
			proto.setToBound(range.to());
		}
		return proto.build();
	}

	private static KeyRange range(PartitionKeyRange proto) {
		return new KeyRange(proto.hasFromBound() ? proto.getFromBound() : null,
				proto.hasToBound() ? proto.getToBound() : null);
	}

}
