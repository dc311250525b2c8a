package io.ydbtopic.simulator.fleet.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeConsumerResult.PartitionConsumerStats;
import io.ydbtopic.proto.topic.DescribeConsumerResult.PartitionInfo;
import io.ydbtopic.simulator.fleet.cluster.ModelPartition.Reading;
import io.ydbtopic.simulator.machine.Scheduler;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.network.SimulatedNetwork;

/**
 * Many nodes that serve one topic to one consumer. What nodes know of each other they
 * know at once, and partitions have no place of their own: a node's death costs the
 * streams at it and nothing else. Not thread-safe.
 */
public final class ModelCluster {

	/** The database that it is. */
	public static final String DATABASE = "/fleet";

	/** The topic that it has. */
	public static final String TOPIC = "orders";

	static final String TOPIC_PATH = DATABASE + "/" + TOPIC;

	/** Where the first node listens; the others follow. */
	public static final int FIRST_PORT = 10_000;

	/** A rebalance shows within a second. */
	private static final long BALANCE_EVERY_NANOS = 200_000_000L;

	private final Scheduler scheduler;

	private final SimulatedNetwork network;

	private final ClusterListener listener;

	private final List<ModelNode> nodes = new ArrayList<>();

	private final List<ModelPartition> partitions = new ArrayList<>();

	private final ModelBalance balance;

	/** The highest number of each producer. */
	private final Map<String, Long> lastSeqNos = new HashMap<>();

	/** What outlives all nodes. */
	private final SimulatedProcess process;

	/**
	 * A cluster with all its nodes up.
	 */
	public ModelCluster(Scheduler scheduler, SimulatedNetwork network, int nodeCount, int partitionCount,
			ClusterListener listener) {
		this.scheduler = scheduler;
		this.network = network;
		this.listener = listener;
		this.process = new SimulatedProcess(scheduler, "cluster", 0);
		for (int i = 0; i < partitionCount; i++) {
			this.partitions.add(new ModelPartition(i));
		}
		this.balance = new ModelBalance(this.partitions);
		for (int i = 1; i <= nodeCount; i++) {
			ModelNode node = new ModelNode(this, i);
			this.nodes.add(node);
			node.start();
		}
		decideAgain();
	}

	private void decideAgain() {
		this.balance.decide();
		this.process.io().after("balance", BALANCE_EVERY_NANOS, this::decideAgain);
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	ClusterListener listener() {
		return this.listener;
	}

	ModelBalance balance() {
		return this.balance;
	}

	/**
	 * The nodes.
	 */
	public List<ModelNode> nodes() {
		return this.nodes;
	}

	ModelPartition partitionOf(String producer) {
		return this.partitions.get(Math.floorMod(producer.hashCode(), this.partitions.size()));
	}

	long lastSeqNo(String producer) {
		return this.lastSeqNos.getOrDefault(producer, 0L);
	}

	/** Whether a number is higher than all before it, which it then is no more. */
	boolean isNew(String producer, long seqNo) {
		if (seqNo <= lastSeqNo(producer)) {
			return false;
		}
		this.lastSeqNos.put(producer, seqNo);
		return true;
	}

	/**
	 * Somebody who is not of the fleet writes a message.
	 */
	public void append(int partition) {
		this.partitions.get(partition).append();
	}

	/**
	 * How many messages were written so far.
	 */
	public long written() {
		return this.partitions.stream().mapToLong(ModelPartition::end).sum();
	}

	/**
	 * How many partitions have messages that are not committed.
	 */
	public long unread() {
		return this.partitions.stream().filter((partition) -> !partition.isRead()).count();
	}

	/**
	 * Nothing arrives any more on some of the connections, which their ends do not know.
	 * @param silent of a reader's name and the number of its node
	 */
	public void fallSilent(BiPredicate<String, Integer> silent) {
		this.balance.streams()
			.stream()
			.filter((stream) -> silent.test(stream.reader(), stream.node().number()))
			.forEach(ReadStream::fallSilent);
	}

	DescribeConsumerResult describeConsumer() {
		DescribeConsumerResult.Builder result = DescribeConsumerResult.newBuilder();
		for (ModelPartition partition : this.partitions) {
			PartitionConsumerStats.Builder stats = PartitionConsumerStats.newBuilder()
				.setCommittedOffset(partition.committed());
			Reading reading = partition.reading();
			if (reading != null) {
				stats.setReadSessionId(reading.stream().sessionId()).setReaderName(reading.stream().reader());
			}
			result.addPartitions(PartitionInfo.newBuilder()
				.setPartitionId(partition.id())
				.setActive(true)
				.setPartitionConsumerStats(stats));
		}
		return result.build();
	}

}
