package io.ydbtopic.simulator.fleet;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.LongSupplier;

import io.ydbtopic.simulator.fleet.cluster.ClusterListener;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.network.SimulatedConnection;
import io.ydbtopic.simulator.network.Wiretap;

/**
 * Counts what the nodes and the partitions of a fleet go through from {@link #begin} on.
 * Not thread-safe.
 */
final class FleetMeter implements ClusterListener, Wiretap {

	private static final long SERVED = -1;

	private final LongSupplier nanos;

	private final int nodes;

	private final int firstPort;

	private Arrivals connects;

	private Arrivals streams;

	private Arrivals requests;

	/** Attempts to connect that nobody took. */
	private int refused;

	/** Since when a partition is not served. */
	private final long[] unservedSince;

	private int unserved;

	private long longestUnserved;

	private long lastServedAt;

	/** Offsets that were delivered, by partition; also those from before the begin. */
	private final BitSet[] delivered;

	private long deliveries;

	private long twice;

	private long deliveredEver;

	FleetMeter(int nodes, int firstPort, int partitions, LongSupplier nanos) {
		this.nanos = nanos;
		this.nodes = nodes;
		this.firstPort = firstPort;
		this.connects = new Arrivals(nodes);
		this.streams = new Arrivals(nodes);
		this.requests = new Arrivals(nodes);
		this.unservedSince = new long[partitions];
		Arrays.fill(this.unservedSince, nanos.getAsLong());
		this.unserved = partitions;
		this.delivered = new BitSet[partitions];
		Arrays.setAll(this.delivered, (partition) -> new BitSet());
	}

	/** Forgets what was before, but not what is. */
	void begin() {
		this.connects = new Arrivals(this.nodes);
		this.streams = new Arrivals(this.nodes);
		this.requests = new Arrivals(this.nodes);
		this.refused = 0;
		this.longestUnserved = 0;
		this.lastServedAt = this.nanos.getAsLong();
		this.deliveries = 0;
		this.twice = 0;
	}

	@Override
	public void connected(SimulatedConnection connection) {
		this.connects.add(connection.port() - this.firstPort + 1, this.nanos.getAsLong());
	}

	@Override
	public void refused(SimulatedProcess client, int port) {
		this.refused++;
	}

	@Override
	public void streamArrived(int node) {
		this.streams.add(node, this.nanos.getAsLong());
	}

	@Override
	public void requestArrived(int node) {
		this.requests.add(node, this.nanos.getAsLong());
	}

	@Override
	public void served(int partition) {
		long since = this.unservedSince[partition];
		if (since != SERVED) {
			this.unservedSince[partition] = SERVED;
			this.unserved--;
			this.lastServedAt = this.nanos.getAsLong();
			this.longestUnserved = Math.max(this.longestUnserved, this.lastServedAt - since);
		}
	}

	@Override
	public void unserved(int partition) {
		if (this.unservedSince[partition] == SERVED) {
			this.unservedSince[partition] = this.nanos.getAsLong();
			this.unserved++;
		}
	}

	/** A message has reached its handler. */
	void delivered(int partition, long offset) {
		this.deliveries++;
		BitSet known = this.delivered[partition];
		if (known.get((int) offset)) {
			this.twice++;
		}
		else {
			known.set((int) offset);
			this.deliveredEver++;
		}
	}

	Arrivals connects() {
		return this.connects;
	}

	Arrivals streams() {
		return this.streams;
	}

	Arrivals requests() {
		return this.requests;
	}

	int refused() {
		return this.refused;
	}

	/** How many partitions are not served. */
	int unserved() {
		return this.unserved;
	}

	/** The longest that one partition was not served, of those that are served again. */
	long longestUnserved() {
		return this.longestUnserved;
	}

	/** When the last partition was served that was not. */
	long lastServedAt() {
		return this.lastServedAt;
	}

	/** Deliveries since the begin, each time counted. */
	long deliveries() {
		return this.deliveries;
	}

	/** Those of them that were not the first of their message. */
	long twice() {
		return this.twice;
	}

	/** Messages that were delivered at least once, ever. */
	long deliveredEver() {
		return this.deliveredEver;
	}

}
