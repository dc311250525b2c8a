package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.simulator.check.Checker;
import io.ydbtopic.simulator.check.Invariant;
import io.ydbtopic.simulator.check.Timeline;
import io.ydbtopic.simulator.check.WireWatch;
import io.ydbtopic.simulator.machine.Scheduler;
import io.ydbtopic.simulator.machine.SimulatedDisk;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.network.SimulatedNetwork;

/**
 * Everything there is in one run: the broker, the instances of the application, the
 * network between them, and the checker beside them. Not thread-safe.
 */
final class World {

	private static final int TIMELINE_ENTRIES = 4000;

	/** The only topic has this number at the broker. */
	private static final long TOPIC_ID = 1;

	private final Scenario scenario;

	private final Scheduler scheduler;

	private final SimulatedNetwork network;

	private final Checker checker;

	private final Timeline timeline;

	private final WireWatch wire;

	private final SimulatedDisk disk;

	private final Cluster cluster;

	/** What happens from outside: faults, and the hands of the operators. */
	private final SimulatedProcess outside;

	private final List<Instance> instances = new ArrayList<>();

	/** The next number of each stream; it outlives its writers. */
	private final Map<String, Integer> nextNumbers = new HashMap<>();

	private final boolean watched;

	private final Sabotage sabotage;

	private int tokenNumber;

	private boolean writing = true;

	private boolean calm;

	/**
	 * A world before its beginning.
	 * @param watched whether somebody will read the timeline
	 */
	World(Scenario scenario, boolean watched, Sabotage sabotage) {
		this.scenario = scenario;
		this.sabotage = sabotage;
		this.watched = watched;
		this.scheduler = new Scheduler(scenario.seed());
		this.scheduler.preemptThreads();
		this.network = new SimulatedNetwork(this.scheduler, scenario.seed() + 1);
		this.checker = new Checker(this.scheduler::nanos);
		this.timeline = new Timeline(TIMELINE_ENTRIES, this.scheduler::nanos);
		this.wire = new WireWatch(this.checker, this.timeline);
		this.network.wiretap(this.wire);
		this.disk = new SimulatedDisk(this.checker);
		this.disk.loseMessages(is(Sabotage.DISK_LOSES_MESSAGES));
		this.disk.loseCommits(is(Sabotage.DISK_LOSES_COMMITS));
		this.cluster = new Cluster(this, scenario, this.disk);
		this.outside = new SimulatedProcess(this.scheduler, "outside", scenario.seed() + 2);
		for (int i = 0; i < scenario.instances().size(); i++) {
			this.instances.add(new Instance(this, i + 1, scenario.instances().get(i)));
		}
	}

	Scenario scenario() {
		return this.scenario;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	Checker checker() {
		return this.checker;
	}

	Timeline timeline() {
		return this.timeline;
	}

	WireWatch wire() {
		return this.wire;
	}

	Cluster cluster() {
		return this.cluster;
	}

	List<Instance> instances() {
		return this.instances;
	}

	boolean is(Sabotage what) {
		return this.sabotage == what;
	}

	boolean isWatched() {
		return this.watched;
	}

	/** Whether the application still writes. */
	boolean isWriting() {
		return this.writing;
	}

	void stopWriting() {
		this.writing = false;
	}

	/** Whether the faults are over. */
	boolean isCalm() {
		return this.calm;
	}

	void calmDown() {
		this.calm = true;
	}

	String token() {
		return Cluster.token(this.tokenNumber);
	}

	void changeToken() {
		this.tokenNumber++;
	}

	int nextNumber(String stream) {
		return this.nextNumbers.merge(stream, 1, Integer::sum) - 1;
	}

	PartitionKey key(long partition) {
		return new PartitionKey(TOPIC_ID, partition);
	}

	void tell(String who, Supplier<String> text) {
		this.timeline.add(who, text);
	}

	/** Does something from outside after a while. */
	void after(Duration delay, Runnable action) {
		this.outside.io().after("outside", delay.toNanos(), action);
	}

	/** Fails the run if a task of client or broker has failed. */
	void checkTasks() {
		this.scheduler.failures().forEach((failure) -> {
			StringBuilder text = new StringBuilder("a task of ").append(failure.queue()).append(" failed: ");
			text.append(failure.cause());
			for (int i = 0; i < Math.min(8, failure.cause().getStackTrace().length); i++) {
				text.append("\n      at ").append(failure.cause().getStackTrace()[i]);
			}
			this.checker.violated(Invariant.NO_TASK_FAILS, text.toString());
		});
		this.scheduler.failures().clear();
	}

}
