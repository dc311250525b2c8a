package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.broker.log.PartitionKey;
import io.ydbtopic.simulator.check.Checker;
import io.ydbtopic.simulator.check.Invariant;
import io.ydbtopic.simulator.check.Violation;
import org.jspecify.annotations.Nullable;

/**
 * One run: some minutes of faults, then calm until everything has drained, then the end
 * of everybody.
 */
final class Run {

	/**
	 * How long nothing may move once the faults are over: backoffs of up to 32 s, probes
	 * of 30 s, commits that are held for a minute.
	 */
	static final Duration STANDSTILL_MAX = Duration.ofMinutes(4);

	/** How long slow applications may work off what has gathered. */
	static final Duration DRAIN_MAX = Duration.ofMinutes(30);

	private static final Duration CLOSE = Duration.ofSeconds(20);

	private static final long SECOND = 1_000_000_000L;

	private final Scenario scenario;

	private final World world;

	private final FaultInjector injector;

	Run(Scenario scenario, boolean watched) {
		this(scenario, watched, Sabotage.NONE);
	}

	Run(Scenario scenario, boolean watched, Sabotage sabotage) {
		this.scenario = scenario;
		this.world = new World(scenario, watched, sabotage);
		this.injector = new FaultInjector(this.world);
	}

	/**
	 * What came of a run.
	 *
	 * @param scenario what was run
	 * @param violations what was wrong; empty if all is well
	 * @param hash of everything that happened
	 * @param steps tasks that ran
	 * @param simulatedNanos time that passed
	 * @param faults done, by kind
	 * @param counts of events
	 * @param transitions of states that were seen
	 * @param timeline the last events; empty if nobody watched
	 */
	record Result(Scenario scenario, List<Violation> violations, long hash, long steps, long simulatedNanos,
			Map<FaultKind, Integer> faults, Map<String, Long> counts, Map<String, Long> transitions,
			List<String> timeline) {

		boolean isGood() {
			return this.violations.isEmpty();
		}

	}

	World world() {
		return this.world;
	}

	Result run() {
		try {
			play();
		}
		catch (RuntimeException | StackOverflowError ex) {
			StringBuilder text = new StringBuilder(String.valueOf(ex));
			for (int i = 0; i < Math.min(12, ex.getStackTrace().length); i++) {
				text.append("\n      at ").append(ex.getStackTrace()[i]);
			}
			checker().violated(Invariant.NO_TASK_FAILS, text.toString());
		}
		this.world.checkTasks();
		return new Result(this.scenario, List.copyOf(checker().violations()), this.world.scheduler().hash(),
				this.world.scheduler().steps(), this.world.scheduler().nanos() - SECOND, this.injector.struck(),
				checker().counts(), checker().transitions(), timeline());
	}

	private List<String> timeline() {
		if (!this.world.isWatched()) {
			return List.of();
		}
		this.world.cluster().addJournalsTo(this.world.timeline());
		return this.world.timeline().last(Integer.MAX_VALUE);
	}

	private Checker checker() {
		return this.world.checker();
	}

	private void play() {
		this.world.cluster().start();
		this.world.instances().forEach(Instance::start);
		this.injector.schedule(this.scenario.faults());
		if (!go(Duration.ofMinutes(this.scenario.minutes()))) {
			return;
		}
		this.injector.undoAll();
		this.world.stopWriting();
		this.world.tell("outside", () -> "the faults are over");
		if (!drain()) {
			return;
		}
		List<CompletableFuture<Void>> ends = new ArrayList<>();
		this.world.instances().forEach((instance) -> ends.add(instance.stop(CLOSE)));
		go(CLOSE.plusSeconds(20));
		for (int i = 0; i < ends.size(); i++) {
			if (!ends.get(i).isDone() && checker().violations().isEmpty()) {
				checker().violated(Invariant.EVERY_WAIT_ENDS, this.world.instances().get(i) + " did not close");
			}
		}
	}

	/** Lets time pass; false when something was wrong. */
	private boolean go(Duration time) {
		long end = this.world.scheduler().nanos() + time.toNanos();
		while (this.world.scheduler().nanos() < end && checker().violations().isEmpty()) {
			long next = Math.min(end, this.world.scheduler().nanos() + SECOND);
			this.world.scheduler()
				.runUntil(() -> !checker().violations().isEmpty() || !this.world.scheduler().failures().isEmpty(),
						next);
			this.world.checkTasks();
		}
		return checker().violations().isEmpty();
	}

	private boolean drain() {
		long end = this.world.scheduler().nanos() + DRAIN_MAX.toNanos();
		long stuckAt = this.world.scheduler().nanos() + STANDSTILL_MAX.toNanos();
		long progress = checker().progress();
		String left = left();
		while (left != null && this.world.scheduler().nanos() < Math.min(end, stuckAt)) {
			if (!go(Duration.ofSeconds(1))) {
				return false;
			}
			if (checker().progress() > progress) {
				progress = checker().progress();
				stuckAt = this.world.scheduler().nanos() + STANDSTILL_MAX.toNanos();
			}
			left = left();
		}
		if (left != null) {
			checker().violated(Invariant.DRAINS, "nothing was committed or acknowledged for " + STANDSTILL_MAX
					+ ", or it took more than " + DRAIN_MAX + ": " + left);
			return false;
		}
		// Quiet now: what is waited for for no reason shows.
		return go(Duration.ofSeconds(2));
	}

	private @Nullable String left() {
		for (Instance instance : this.world.instances()) {
			if (instance.running() == null) {
				return instance + " has not come back";
			}
			WriterRole writer = instance.writer();
			if (writer != null && writer.inFlight() > 0) {
				return instance + " has " + writer.inFlight() + " messages in flight";
			}
		}
		Set<String> consumers = new TreeSet<>();
		for (Scenario.InstancePlan plan : this.scenario.instances()) {
			if (plan.reader().kind() != Scenario.ReaderPlan.Kind.NONE) {
				consumers.add(plan.reader().consumer());
			}
		}
		return consumers.stream()
			.flatMap((consumer) -> checker().partitions()
				.stream()
				.map((PartitionKey partition) -> checker().left(consumer, partition)))
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

}
