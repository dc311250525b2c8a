package io.ydbtopic.spring.test;

import java.util.Arrays;
import java.util.List;

import io.ydbtopic.spring.listener.ListenerPartition;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on a listener, as of now. Topics are named absolutely or behind the
 * database.
 */
public final class ListenerContainerAssert extends AbstractAssert<ListenerContainerAssert, TopicListenerContainer> {

	ListenerContainerAssert(@Nullable TopicListenerContainer actual) {
		super(actual, ListenerContainerAssert.class);
	}

	/**
	 * It is started, connected and not paused.
	 */
	public ListenerContainerAssert isRunning() {
		return hasState(ListenerState.RUNNING);
	}

	/**
	 * It was stopped by a failure.
	 */
	public ListenerContainerAssert hasFailed() {
		return hasState(ListenerState.FAILED);
	}

	/**
	 * It is in a state.
	 */
	public ListenerContainerAssert hasState(ListenerState expected) {
		isNotNull();
		if (this.actual.state() != expected) {
			throw failureWithActualExpected(this.actual.state(), expected,
					"Expected listener '%s' to be %s, but it is %s since %s%s", this.actual.id(), expected,
					this.actual.state(), this.actual.since(),
					(this.actual.failure() != null) ? " because of " + this.actual.failure() : "");
		}
		return this;
	}

	/**
	 * It has these partitions of a topic in hand, and no others.
	 */
	public ListenerContainerAssert hasPartitions(String topic, long... expected) {
		isNotNull();
		List<Long> wanted = Arrays.stream(expected).sorted().boxed().toList();
		List<Long> found = this.actual.partitions()
			.stream()
			.filter((partition) -> isOf(partition.topic(), topic))
			.map(ListenerPartition::partitionId)
			.sorted()
			.toList();
		if (!found.equals(wanted)) {
			throw failureWithActualExpected(found, wanted,
					"Expected listener '%s' to have partitions %s of topic '%s', but it has %s", this.actual.id(),
					wanted, topic, this.actual.partitions());
		}
		return this;
	}

	/**
	 * The message at an offset is committed, and so are all before it.
	 */
	public ListenerContainerAssert hasCommitted(String topic, long partitionId, long offset) {
		ListenerPartition partition = partition(topic, partitionId);
		if (partition.committedOffset() <= offset) {
			throw failure("Expected listener '%s' to have committed offset %s of %s, but the first not committed is %s",
					this.actual.id(), offset, place(partition), partition.committedOffset());
		}
		return this;
	}

	/**
	 * The message at an offset is not committed.
	 */
	public ListenerContainerAssert hasNotCommitted(String topic, long partitionId, long offset) {
		ListenerPartition partition = partition(topic, partitionId);
		if (partition.committedOffset() > offset) {
			throw failure(
					"Expected listener '%s' not to have committed offset %s of %s, but the first not committed is %s",
					this.actual.id(), offset, place(partition), partition.committedOffset());
		}
		return this;
	}

	/**
	 * Nothing that was handed to it is being handled, waits for another try or for its
	 * acknowledgment, or is held.
	 */
	public ListenerContainerAssert hasNoUnacked() {
		isNotNull();
		List<String> unacked = this.actual.partitions()
			.stream()
			.filter((partition) -> partition.unacknowledged() > 0)
			.map((partition) -> partition.unacknowledged() + " of " + place(partition))
			.toList();
		if (!unacked.isEmpty()) {
			throw failure("Expected listener '%s' to have acknowledged all messages, but there are %s; troubles: %s",
					this.actual.id(), unacked, this.actual.troubles());
		}
		return this;
	}

	/**
	 * It has a partition that stays where it is, at an offset.
	 */
	public ListenerContainerAssert isHeldAt(String topic, long partitionId, long offset) {
		isNotNull();
		if (this.actual.troubles()
			.stream()
			.noneMatch((trouble) -> trouble.kind() == PartitionTrouble.Kind.HELD && isOf(trouble.topic(), topic)
					&& trouble.partitionId() == partitionId && trouble.offset() == offset)) {
			throw failure("Expected listener '%s' to hold %s partition %s at offset %s, but its troubles are %s",
					this.actual.id(), topic, partitionId, offset, this.actual.troubles());
		}
		return this;
	}

	private ListenerPartition partition(String topic, long partitionId) {
		isNotNull();
		return this.actual.partitions()
			.stream()
			.filter((partition) -> isOf(partition.topic(), topic) && partition.partitionId() == partitionId)
			.findFirst()
			.orElseThrow(() -> failure("Expected listener '%s' to have %s partition %s, but it has %s",
					this.actual.id(), topic, partitionId, this.actual.partitions()));
	}

	private static boolean isOf(String path, String topic) {
		return path.equals(topic) || path.endsWith("/" + topic);
	}

	private static String place(ListenerPartition partition) {
		return partition.topic() + " partition " + partition.partitionId();
	}

}
