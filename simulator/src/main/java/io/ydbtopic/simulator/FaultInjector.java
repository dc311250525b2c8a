package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.simulator.network.SimulatedConnection;

/**
 * Does to a world what a list of faults says, and undoes it when its time is over. A
 * fault that finds nothing to strike does nothing. Not thread-safe.
 */
final class FaultInjector {

	private static final long SECOND = 1_000_000_000L;

	/** As the client and the broker are set by default: a probe every 10 s, 10 s each. */
	private static final long CLIENT_PROBE = 20 * SECOND;

	private static final long SERVER_PROBE = 30 * SECOND;

	private static final long SLOW_NANOS_MAX = SECOND / 2;

	private static final int SPLITS_MAX = 4;

	private static final int SLOWNESS_MAX = 20;

	private static final StatusCode[] RETRIABLE = { StatusCode.UNAVAILABLE, StatusCode.OVERLOADED,
			StatusCode.SESSION_EXPIRED, StatusCode.ABORTED, StatusCode.INTERNAL_ERROR, StatusCode.BAD_SESSION };

	private static final StatusCode[] FINAL = { StatusCode.BAD_REQUEST, StatusCode.PRECONDITION_FAILED,
			StatusCode.NOT_FOUND, StatusCode.UNSUPPORTED };

	private final World world;

	private final Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class);

	/** How many reasons there are for the broker to be down. */
	private int brokerDown;

	FaultInjector(World world) {
		this.world = world;
	}

	/** How often what was done. */
	Map<FaultKind, Integer> struck() {
		return this.struck;
	}

	void schedule(List<Fault> faults) {
		for (Fault fault : faults) {
			this.world.after(Duration.ofNanos(fault.atNanos()), () -> strike(fault));
		}
	}

	private void strike(Fault fault) {
		if (this.world.isCalm()) {
			return;
		}
		boolean done;
		try {
			done = apply(fault);
		}
		catch (RejectedException ex) {
			// What it would have struck is not there: a topic that is being made, say.
			done = false;
		}
		if (done) {
			this.struck.merge(fault.kind(), 1, Integer::sum);
			this.world.tell("FAULT", fault::toString);
		}
	}

	private boolean apply(Fault fault) {
		return switch (fault.kind()) {
			case LOSE_CONNECTION, LOSE_CONNECTIONS_OF_NODE, HALF_OPEN, CUT_OFF, SLOW_NETWORK -> network(fault);
			case BROKER_CRASH, BROKER_RESTART, BROKER_CLOCK_JUMP -> broker(fault);
			case INSTANCE_CRASH, INSTANCE_RESTART, INSTANCE_FREEZE, READER_RESTART, WRITER_RESTART, INSTANCE_CLOCK_JUMP,
					SLOW_READER, PAUSE_READER ->
				instance(fault);
			case TOKEN_CHANGE -> {
				this.world.changeToken();
				yield true;
			}
			default -> insideBroker(fault);
		};
	}

	private void later(Fault fault, Runnable undo) {
		this.world.after(Duration.ofNanos(fault.lastsNanos()), undo);
	}

	private boolean network(Fault fault) {
		if (fault.kind() == FaultKind.SLOW_NETWORK) {
			this.world.network().slowDown((long) (fault.amount() * SLOW_NANOS_MAX));
			later(fault, () -> this.world.network().slowDown(0));
			return true;
		}
		List<SimulatedConnection> connections = this.world.network().connections();
		if (connections.isEmpty()) {
			return false;
		}
		SimulatedConnection struckOne = connections.get(fault.target() % connections.size());
		switch (fault.kind()) {
			case LOSE_CONNECTION -> struckOne.lose("Connection reset");
			case HALF_OPEN -> struckOne.fallSilent(CLIENT_PROBE, SERVER_PROBE);
			case CUT_OFF -> {
				this.world.network().cutOff(struckOne.client(), struckOne.port(), true);
				struckOne.fallSilent(CLIENT_PROBE, SERVER_PROBE);
				later(fault, () -> this.world.network().cutOff(struckOne.client(), struckOne.port(), false));
			}
			default -> connections.stream()
				.filter((each) -> each.port() == struckOne.port())
				.forEach((each) -> each.lose("Connection reset"));
		}
		return true;
	}

	private boolean broker(Fault fault) {
		Cluster cluster = this.world.cluster();
		if (fault.kind() == FaultKind.BROKER_CLOCK_JUMP) {
			cluster.setClockOffset(jump(fault));
			return true;
		}
		if (!cluster.isUp()) {
			return false;
		}
		if (fault.kind() == FaultKind.BROKER_CRASH) {
			cluster.crash();
		}
		else {
			cluster.stop();
		}
		this.brokerDown++;
		later(fault, () -> this.world.after(Duration.ofMillis(600), () -> {
			if (--this.brokerDown == 0) {
				cluster.start();
			}
		}));
		return true;
	}

	private static Duration jump(Fault fault) {
		long most = Duration.ofHours(2).toNanos();
		return Duration.ofNanos((long) ((2 * fault.amount() - 1) * most));
	}

	private boolean instance(Fault fault) {
		List<Instance> instances = this.world.instances();
		Instance struckOne = instances.get(fault.target() % instances.size());
		Instance.Running running = struckOne.running();
		if (running == null) {
			return false;
		}
		Duration deadline = Duration.ofMillis((long) (fault.amount() * 5000));
		switch (fault.kind()) {
			case INSTANCE_CRASH -> {
				struckOne.crash();
				later(fault, struckOne::start);
			}
			case INSTANCE_RESTART -> struckOne.stop(deadline)
				.thenRun(() -> this.world.after(Duration.ofNanos(fault.lastsNanos() / 2), () -> {
					if (struckOne.running() == null) {
						struckOne.start();
					}
				}));
			case INSTANCE_FREEZE -> {
				running.process().freeze(true);
				later(fault, () -> running.process().freeze(false));
			}
			case INSTANCE_CLOCK_JUMP -> running.process().setClockOffset(jump(fault));
			case WRITER_RESTART -> {
				WriterRole writer = struckOne.writer();
				if (writer == null) {
					return false;
				}
				writer.restart(deadline);
			}
			default -> {
				return reader(fault, struckOne, deadline);
			}
		}
		return true;
	}

	private boolean reader(Fault fault, Instance struckOne, Duration deadline) {
		ReaderRole reader = struckOne.reader();
		if (reader == null) {
			return false;
		}
		switch (fault.kind()) {
			case SLOW_READER -> {
				reader.slowDown(1 + (int) (fault.amount() * SLOWNESS_MAX));
				later(fault, () -> reader.slowDown(1));
			}
			case PAUSE_READER -> {
				reader.pause(true);
				later(fault, () -> reader.pause(false));
			}
			default -> reader.restart(deadline);
		}
		return true;
	}

	private boolean insideBroker(Fault fault) {
		TopicFaults faults = this.world.cluster().faults();
		int partitions = this.world.cluster().partitions();
		if (faults == null || partitions == 0) {
			return false;
		}
		long partition = fault.target() % partitions;
		int times = 1 + (int) (fault.amount() * 3);
		Duration delay = Duration.ofMillis((long) (fault.amount() * 2000));
		switch (fault.kind()) {
			case TOKEN_REFUSED -> {
				faults.rejectTokens(true);
				later(fault, () -> faults.rejectTokens(false));
			}
			case TOKEN_DOUBTED -> {
				faults.doubtTokens(true);
				later(fault, () -> faults.doubtTokens(false));
			}
			case REBALANCE -> faults.rebalance(Cluster.TOPIC, "billing");
			case STOP_FORCED -> faults.stopForced(Cluster.TOPIC, partition);
			case SPLIT -> {
				if (partitions >= this.world.scenario().partitions() + 2 * SPLITS_MAX || isPinned(partition)) {
					return false;
				}
				faults.split(Cluster.TOPIC, partition);
			}
			case MOVE_PARTITION ->
				faults.movePartition(Cluster.TOPIC, partition, 1 + fault.target() / 7 % this.world.cluster().nodes());
			case END_STREAMS -> faults.endStreams(RETRIABLE[fault.target() % RETRIABLE.length], "A fault");
			case END_STREAMS_FOR_GOOD -> faults.endStreams(FINAL[fault.target() % FINAL.length], "A fault");
			case CUT_STREAMS -> faults.cutStreams();
			case END_CLEANLY -> faults.endCleanly();
			case SILENCE_STREAMS -> {
				faults.halfOpen();
				later(fault, this.world.cluster()::cutSilentStreams);
			}
			case DROP_BEFORE_STORING -> faults.dropBeforeStoring(times);
			case DROP_AFTER_STORING -> faults.dropAfterStoring(times);
			case LOSE_ACKS -> until(fault, faults.loseAcks(times));
			case FREEZE_PARTITION -> {
				faults.freeze(Cluster.TOPIC, partition);
				later(fault, () -> faults.unfreeze(Cluster.TOPIC, partition));
			}
			default -> armed(fault, faults, times, delay);
		}
		return true;
	}

	private void armed(Fault fault, TopicFaults faults, int times, Duration delay) {
		switch (fault.kind()) {
			case DELAY_ACKS -> until(fault, faults.delayAcks(delay));
			case DELAY_MESSAGES -> until(fault, faults.delayMessages(delay));
			case DELAY_COMMITS -> until(fault, faults.delayCommits(delay));
			case DELAY_HANDSHAKES -> until(fault, faults.delayHandshakes(delay));
			case FAIL_HANDSHAKES -> faults.failHandshakes(times, RETRIABLE[fault.target() % RETRIABLE.length]);
			case DIE_AFTER_HANDSHAKE -> until(fault, faults.dieAfterHandshake(10 * times));
			case IGNORE_HANDSHAKES -> faults.ignoreHandshakes(times);
			default -> throw new IllegalStateException("unknown: " + fault);
		}
	}

	private void until(Fault fault, ArmedFault armed) {
		later(fault, armed::disarm);
	}

	/**
	 * Whether a writer is pinned to a partition: after a split it would never write
	 * again.
	 */
	private boolean isPinned(long partition) {
		return partition == 0 && this.world.scenario()
			.instances()
			.stream()
			.anyMatch((plan) -> plan.writer() == Scenario.WriterPlan.PINNED);
	}

	/** Everything is as it should be from now on. */
	void undoAll() {
		this.world.calmDown();
		TopicFaults faults = this.world.cluster().faults();
		if (faults != null) {
			faults.clear();
		}
		for (SimulatedConnection connection : this.world.network().connections()) {
			this.world.network().cutOff(connection.client(), connection.port(), false);
		}
	}

}
