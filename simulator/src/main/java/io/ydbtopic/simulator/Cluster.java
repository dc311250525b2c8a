package io.ydbtopic.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import io.ydbtopic.broker.BrokerCore;
import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.runtime.SkewedClock;
import io.ydbtopic.broker.service.AdvertisedAddress;
import io.ydbtopic.broker.session.StreamEnd;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.simulator.check.Timeline;
import io.ydbtopic.simulator.machine.SimulatedBrokerRuntime;
import io.ydbtopic.simulator.machine.SimulatedDisk;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * The broker: its logic in one process, its nodes at ports of the simulated network, what
 * it keeps on a disk that outlives it. Not thread-safe.
 */
final class Cluster {

	static final String TOPIC = "orders";

	static final String DATABASE = "/local";

	static final String TOPIC_PATH = DATABASE + "/" + TOPIC;

	/** Tokens that are good, one after the other. */
	static final int TOKENS = 32;

	private static final int FIRST_PORT = 2136;

	private final World world;

	private final Scenario scenario;

	private final SimulatedDisk disk;

	/**
	 * Of all brokers that there were: who listened to them would be a part of the run.
	 */
	private final List<BrokerJournal> journals = new ArrayList<>();

	private int starts;

	private @Nullable Running running;

	Cluster(World world, Scenario scenario, SimulatedDisk disk) {
		this.world = world;
		this.scenario = scenario;
		this.disk = disk;
	}

	private record Running(SimulatedProcess process, BrokerCore core, TopicFaults faults) {
	}

	/** A journal, and how its times are those of the run. */
	private record BrokerJournal(String name, Journal journal, Function<Instant, Long> time) {
	}

	static String token(int number) {
		return "token-" + number % TOKENS;
	}

	int port(int node) {
		return FIRST_PORT + node - 1;
	}

	int nodes() {
		return this.scenario.nodes();
	}

	boolean isUp() {
		return this.running != null;
	}

	void start() {
		this.starts++;
		SimulatedProcess process = new SimulatedProcess(this.world.scheduler(), "broker-" + this.starts,
				this.scenario.seed() + 7919L * this.starts);
		SkewedClock clock = new SkewedClock(process.clock());
		BrokerOptions.Builder options = BrokerOptions.builder()
			.database(DATABASE)
			.nodes(nodes())
			.requireToken(this.scenario.requireToken())
			.journalCapacity(this.world.isWatched() ? 1000 : 0);
		for (int i = 0; i < TOKENS; i++) {
			options.token(token(i));
		}
		SimulatedBrokerRuntime runtime = new SimulatedBrokerRuntime(process, clock);
		BrokerCore core = new BrokerCore(options.build(), runtime, clock,
				this.disk.mount(process, this.scenario.diskNanos()));
		this.running = new Running(process, core, new TopicFaults(core.faults(), core));
		createTopic(core);
		core.startChecks();
		List<AdvertisedAddress> addresses = new ArrayList<>();
		for (int node = 1; node <= nodes(); node++) {
			int port = port(node);
			addresses.add(new AdvertisedAddress("node", "node", () -> port));
		}
		for (int node = 1; node <= nodes(); node++) {
			this.world.network().listen(port(node), process, core.services(addresses, node));
		}
		this.journals.add(new BrokerJournal(process.name(), core.journal(), process::nanosAt));
		this.world.tell("broker", () -> process.name() + " is up");
	}

	private void createTopic(BrokerCore core) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath(TOPIC);
		request.getPartitioningSettingsBuilder().setMinActivePartitions(this.scenario.partitions());
		request.addConsumers(Consumer.newBuilder().setName("billing"));
		request.addConsumers(Consumer.newBuilder().setName("audit"));
		core.catalogue().create(request.build());
	}

	/** Dies, with what it had not kept. */
	void crash() {
		Running up = this.running;
		if (up != null) {
			this.running = null;
			this.world.tell("broker", () -> up.process() + " dies");
			up.process().kill();
		}
	}

	/** Closes as the embedded broker does, and is gone soon after. */
	void stop() {
		Running up = this.running;
		if (up != null) {
			this.running = null;
			this.world.tell("broker", () -> up.process() + " closes");
			up.core().stopChecks();
			up.core().closeAll(StreamEnd.UNAVAILABLE, "The broker is closing");
			for (int node = 1; node <= nodes(); node++) {
				this.world.network().stopAccepting(port(node));
			}
			this.world.after(Duration.ofMillis(500), () -> up.process().kill());
		}
	}

	/** Tells what the brokers have written down, by the time at which it happened. */
	void addJournalsTo(Timeline timeline) {
		for (BrokerJournal each : this.journals) {
			each.journal()
				.events()
				.forEach((event) -> timeline.insert(each.time().apply(event.time()), each.name(), event::toString));
		}
	}

	void setClockOffset(Duration offset) {
		Running up = this.running;
		if (up != null) {
			up.process().setClockOffset(offset);
		}
	}

	/** The broker's own faults; null while it is down. */
	@Nullable TopicFaults faults() {
		Running up = this.running;
		return (up != null) ? up.faults() : null;
	}

	@Nullable BrokerCore core() {
		Running up = this.running;
		return (up != null) ? up.core() : null;
	}

	/** Ends the calls that have fallen silent, as a connection that breaks at last. */
	void cutSilentStreams() {
		Running up = this.running;
		if (up != null) {
			up.core().cutSilentStreams();
		}
	}

	/** How many partitions there are now. */
	int partitions() {
		BrokerCore core = core();
		return (core != null) ? core.catalogue().get(TOPIC).partitions().size() : 0;
	}

}
