package io.ydbtopic.simulator.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.WriteAck;
import io.ydbtopic.simulator.fleet.cluster.ModelCluster;
import io.ydbtopic.simulator.fleet.cluster.ModelNode;
import io.ydbtopic.simulator.machine.Scheduler;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.network.SimulatedConnection;
import io.ydbtopic.simulator.network.SimulatedNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The instances, the cluster, the network between them, and the meter. Not thread-safe.
 */
final class Fleet {

	/** Over so long the instances start at the beginning. */
	private static final Duration START = Duration.ofSeconds(20);

	private static final Duration SETTLE = Duration.ofSeconds(20);

	/** How long everything has to come to rest at the end. */
	private static final Duration REST_MAX = Duration.ofMinutes(5);

	/** So often somebody who is not of the fleet writes to each partition. */
	static final double APPEND_EVERY_SECONDS = 60;

	private final FleetPlan plan;

	private final Scheduler scheduler;

	private final SimulatedNetwork network;

	private final ModelCluster cluster;

	private final FleetMeter meter;

	private final SplittableRandom chance;

	private final List<FleetInstance> instances = new ArrayList<>();

	/** What happens from outside. */
	private final SimulatedProcess outside;

	private boolean writing = true;

	/** Messages of the fleet that were taken and not acknowledged yet. */
	private long unacknowledged;

	private int nextPartition;

	Fleet(FleetPlan plan) {
		this.plan = plan;
		this.scheduler = new Scheduler(plan.seed());
		this.network = new SimulatedNetwork(this.scheduler, plan.seed() + 1);
		this.chance = new SplittableRandom(plan.seed() + 2);
		this.outside = new SimulatedProcess(this.scheduler, "outside", plan.seed() + 3);
		this.meter = new FleetMeter(plan.nodes(), ModelCluster.FIRST_PORT, plan.partitions(), this.scheduler::nanos);
		this.network.wiretap(this.meter);
		this.cluster = new ModelCluster(this.scheduler, this.network, plan.nodes(), plan.partitions(), this.meter);
		for (int i = 1; i <= plan.instances(); i++) {
			this.instances.add(new FleetInstance(this, i));
		}
	}

	FleetPlan plan() {
		return this.plan;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	ModelCluster cluster() {
		return this.cluster;
	}

	FleetMeter meter() {
		return this.meter;
	}

	List<FleetInstance> instances() {
		return this.instances;
	}

	/** Chance of what happens from outside. */
	SplittableRandom chance() {
		return this.chance;
	}

	boolean isWriting() {
		return this.writing;
	}

	/** An instance has written; null if there was no room. */
	void written(@Nullable CompletableFuture<WriteAck> ack) {
		if (ack != null) {
			this.unacknowledged++;
			ack.whenComplete((done, error) -> this.unacknowledged--);
		}
	}

	/** Starts all instances and waits until they have settled; then the meter begins. */
	void begin() {
		for (FleetInstance instance : this.instances) {
			after(Duration.ofNanos(this.chance.nextLong(START.toNanos())), instance::start);
		}
		append();
		go(START.plus(SETTLE));
		if (this.meter.unserved() > 0) {
			throw new IllegalStateException(this.meter.unserved() + " partitions were not served at the beginning");
		}
		this.meter.begin();
	}

	private void append() {
		if (this.writing) {
			this.cluster.append(this.nextPartition);
			this.nextPartition = (this.nextPartition + 1) % this.plan.partitions();
			after(Duration.ofNanos((long) (1e9 * APPEND_EVERY_SECONDS / this.plan.partitions())), this::append);
		}
	}

	/** Does something from outside after a while. */
	void after(Duration delay, Runnable action) {
		this.outside.io().after("outside", delay.toNanos(), action);
	}

	/** Lets time pass. */
	void go(Duration time) {
		this.scheduler.runUntil(() -> !this.scheduler.failures().isEmpty(), this.scheduler.nanos() + time.toNanos());
		if (!this.scheduler.failures().isEmpty()) {
			Scheduler.TaskFailure failure = this.scheduler.failures().get(0);
			throw new IllegalStateException("A task of " + failure.queue() + " failed", failure.cause());
		}
	}

	/**
	 * Cuts some instances off from some nodes, or lets them reach each other again. What
	 * is sent on connections between them is lost, and their ends find out by probes.
	 */
	void cut(List<FleetInstance> some, List<ModelNode> nodes, boolean cutOff) {
		for (FleetInstance instance : some) {
			SimulatedProcess process = instance.process();
			if (process != null) {
				nodes.forEach((node) -> this.network.cutOff(process, node.port(), cutOff));
			}
		}
		if (!cutOff) {
			return;
		}
		List<SimulatedProcess> processes = some.stream().map(FleetInstance::process).toList();
		List<String> names = some.stream().map(FleetInstance::name).toList();
		List<Integer> ports = nodes.stream().map(ModelNode::port).toList();
		for (SimulatedConnection connection : this.network.connections()) {
			if (ports.contains(connection.port()) && processes.contains(connection.client())) {
				// A probe goes out every 10 s and is given up after 10 s more.
				connection.fallSilent(probeNanos(), probeNanos());
			}
		}
		this.cluster
			.fallSilent((reader, node) -> names.contains(reader) && nodes.contains(this.cluster.nodes().get(node - 1)));
	}

	private long probeNanos() {
		return Duration.ofSeconds(10).toNanos() + this.chance.nextLong(Duration.ofSeconds(10).toNanos());
	}

	/**
	 * Stops writing and waits until every partition is served and everything that was
	 * written is acknowledged, delivered and committed.
	 * @return what has not come to rest in time; null if all has
	 */
	@Nullable String rest() {
		this.writing = false;
		long end = this.scheduler.nanos() + REST_MAX.toNanos();
		while (left() != null && this.scheduler.nanos() < end) {
			go(Duration.ofSeconds(1));
		}
		return left();
	}

	private @Nullable String left() {
		if (this.meter.unserved() > 0) {
			return this.meter.unserved() + " partitions are not served";
		}
		if (this.unacknowledged > 0) {
			return this.unacknowledged + " messages are not acknowledged";
		}
		if (this.cluster.unread() > 0) {
			return this.cluster.unread() + " partitions have messages that are not committed";
		}
		long lost = this.cluster.written() - this.meter.deliveredEver();
		return (lost != 0) ? lost + " messages were never delivered" : null;
	}

}
