package io.ydbtopic.simulator.fleet.cluster;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.google.protobuf.Timestamp;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * One node: a process that listens at a port while it is up. Not thread-safe.
 */
public final class ModelNode {

	/**
	 * What the handshake of a stream costs a node, one after the other: the token, the
	 * rights, the partitions.
	 */
	static final long HANDSHAKE_NANOS = 2_000_000L;

	private final ModelCluster cluster;

	private final int number;

	private final Set<NodeStream> streams = new LinkedHashSet<>();

	private int starts;

	private long streamNumber;

	/** When the handshakes that have come so far are done. */
	private long busyUntil;

	private boolean isolated;

	/** Null while it is down. */
	private @Nullable SimulatedProcess process;

	ModelNode(ModelCluster cluster, int number) {
		this.cluster = cluster;
		this.number = number;
	}

	ModelCluster cluster() {
		return this.cluster;
	}

	/**
	 * Its number, from 1.
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Where it listens.
	 */
	public int port() {
		return ModelCluster.FIRST_PORT + this.number - 1;
	}

	/**
	 * Whether it is up.
	 */
	public boolean isUp() {
		return this.process != null;
	}

	boolean isIsolated() {
		return this.isolated;
	}

	/**
	 * Comes up and listens.
	 */
	public void start() {
		this.starts++;
		SimulatedProcess started = new SimulatedProcess(this.cluster.scheduler(),
				"node-" + this.number + "-" + this.starts, this.number);
		this.process = started;
		this.busyUntil = 0;
		this.cluster.network()
			.listen(port(), started,
					List.of(new NodeTopics(this).bindService(), new NodeDiscovery(this).bindService()));
	}

	/**
	 * Dies without a word; its connections are reset.
	 */
	public void die() {
		SimulatedProcess dying = this.process;
		if (dying != null) {
			this.process = null;
			dying.kill();
			List.copyOf(this.streams).forEach(NodeStream::end);
		}
	}

	/**
	 * Tells its streams that it goes down, and takes no more connections.
	 */
	public void drain() {
		this.cluster.network().stopAccepting(port());
		List.copyOf(this.streams).forEach(NodeStream::refuse);
	}

	/**
	 * Loses the rest of the cluster, or finds it again: without it, a node can serve
	 * nobody.
	 */
	public void isolate(boolean cutOff) {
		this.isolated = cutOff;
		if (cutOff) {
			List.copyOf(this.streams).forEach(NodeStream::refuse);
		}
	}

	/** A name for a stream that arrives. */
	String nextSessionId() {
		this.cluster.listener().streamArrived(this.number);
		return "session-" + this.number + "-" + this.starts + "-" + ++this.streamNumber;
	}

	void began(NodeStream stream) {
		this.streams.add(stream);
	}

	void ended(NodeStream stream) {
		this.streams.remove(stream);
	}

	/** Does the work of a handshake after that of those before it. */
	void handshake(Runnable done) {
		SimulatedProcess up = this.process;
		if (up != null) {
			long now = this.cluster.scheduler().nanos();
			this.busyUntil = Math.max(now, this.busyUntil) + HANDSHAKE_NANOS;
			up.io().after("handshake", this.busyUntil - now, done);
		}
	}

	Timestamp now() {
		SimulatedProcess up = this.process;
		Instant time = (up != null) ? up.now() : Instant.EPOCH;
		return Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()).build();
	}

	@Override
	public String toString() {
		return "node " + this.number;
	}

}
