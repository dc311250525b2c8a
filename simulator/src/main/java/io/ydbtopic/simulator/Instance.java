package io.ydbtopic.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.internal.DefaultTopicClient;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.simulator.check.Invariant;
import io.ydbtopic.simulator.machine.SimulatedClientRuntime;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.machine.TaskQueue;
import io.ydbtopic.simulator.network.SimulatedCall;
import io.ydbtopic.simulator.network.SimulatedChannels;
import org.jspecify.annotations.Nullable;

/**
 * An instance of the application: a process with a client, which writes and reads. It can
 * die and come back; its name stays. Not thread-safe.
 */
final class Instance {

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** What a close may take beyond its deadline: the grace of calls and channels. */
	private static final Duration CLOSE_GRACE = Duration.ofSeconds(15);

	private final World world;

	private final String name;

	private final Scenario.InstancePlan plan;

	private int starts;

	private @Nullable Running running;

	private boolean closing;

	Instance(World world, int number, Scenario.InstancePlan plan) {
		this.world = world;
		this.name = "app" + number;
		this.plan = plan;
	}

	/** The parts of a process that runs. */
	record Running(World world, SimulatedProcess process, TopicClient client, TaskQueue app, List<Role> roles) {

		/** A close must end within its deadline and a grace. */
		void expectClosed(CompletableFuture<?> closed, Duration deadline, String what) {
			expectClosed(closed, deadline.plus(CLOSE_GRACE).toSeconds(),
					() -> this.world.checker()
						.violated(Invariant.EVERY_WAIT_ENDS,
								"the close of " + what + " did not end within " + deadline + " and " + CLOSE_GRACE));
		}

		/** Seconds in which the process is frozen do not count: it can do nothing. */
		private void expectClosed(CompletableFuture<?> closed, long seconds, Runnable late) {
			app().after("is it closed", 1_000_000_000L, () -> {
				if (seconds > 0 && !closed.isDone()) {
					expectClosed(closed, seconds - 1, late);
				}
				else if (!closed.isDone()) {
					late.run();
				}
			});
		}

	}

	String name() {
		return this.name;
	}

	@Nullable Running running() {
		return this.running;
	}

	void start() {
		this.starts++;
		this.closing = false;
		SimulatedProcess process = new SimulatedProcess(this.world.scheduler(), this.name + "-" + this.starts,
				this.world.scenario().seed() + 104729L * this.starts + this.name.hashCode());
		SimulatedClientRuntime runtime = new SimulatedClientRuntime(process, this.world.checker()::seen);
		TopicClientSettings.Builder settings = TopicClientSettings
			.builder("grpc://node:" + this.world.cluster().port(1) + Cluster.DATABASE)
			.name(process.name())
			.tokenRefresh(Duration.ofSeconds(30));
		if (this.world.scenario().requireToken()) {
			settings.tokens(this.world::token).allowPlaintextCredentials(true);
		}
		TopicClient client = DefaultTopicClient.open(settings.build(), runtime,
				new SimulatedChannels(this.world.network(), process, runtime, CONNECT_TIMEOUT));
		client.addListener(new Watch());
		TaskQueue app = process.newQueue(process.name() + "/app");
		List<Role> roles = new ArrayList<>();
		Running started = new Running(this.world, process, client, app, roles);
		this.running = started;
		this.world.tell(this.name, () -> process.name() + " starts");
		if (this.plan.writer() != Scenario.WriterPlan.NONE) {
			roles.add(new WriterRole(this.world, started, this.name, this.plan.writer()));
		}
		if (this.plan.reader().kind() != Scenario.ReaderPlan.Kind.NONE) {
			this.world.wire().bufferOf(process.name(), this.plan.reader().bufferBytes());
			roles.add(new ReaderRole(this.world, started, this.name, this.plan.reader()));
		}
		app.execute(() -> roles.forEach(Role::open));
	}

	/** Dies without a word. */
	void crash() {
		Running dying = this.running;
		if (dying != null) {
			this.running = null;
			this.world.tell(this.name, () -> dying.process() + " dies");
			dying.process().kill();
			dying.roles().forEach(Role::died);
			this.world.checker().forgetWaits(dying.client());
		}
	}

	/**
	 * Closes its client in order, and then ends.
	 * @return done when it has ended
	 */
	CompletableFuture<Void> stop(Duration deadline) {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		Running stopping = this.running;
		if (stopping == null || this.closing) {
			ended.complete(null);
			return ended;
		}
		this.closing = true;
		this.world.tell(this.name, () -> stopping.process() + " closes within " + deadline);
		stopping.app().execute(() -> {
			stopping.roles().forEach(Role::closing);
			CompletableFuture<Void> closed = this.world.is(Sabotage.LEAVES_CLIENT_OPEN)
					? CompletableFuture.completedFuture(null) : stopping.client().closeAsync(deadline);
			this.world.checker().waiting(stopping.client(), "the close of the client", closed);
			closed.whenComplete((nothing, error) -> {
				if (!closed.isDone() || stopping.process().isDead()) {
					return;
				}
				// One step later, so that what is completed with it is complete.
				stopping.app().after("closed", 1_000_000L, () -> closed(stopping, ended));
			});
			stopping.expectClosed(closed, deadline, this.name);
		});
		return ended;
	}

	private void closed(Running stopped, CompletableFuture<Void> ended) {
		stopped.roles().forEach(Role::closed);
		for (SimulatedCall<?, ?> call : this.world.network().openCalls()) {
			if (call.client() == stopped.process()) {
				this.world.checker()
					.violated(Invariant.NO_OPEN_CALL, call + " is open after the close of " + stopped.process());
			}
		}
		this.world.checker().ownerClosed(stopped.client());
		this.world.tell(this.name, () -> stopped.process() + " is closed");
		Running up = this.running;
		if (up != null && up.process() == stopped.process()) {
			this.running = null;
		}
		stopped.process().kill();
		ended.complete(null);
	}

	@Nullable WriterRole writer() {
		Running up = this.running;
		return (up == null) ? null
				: (WriterRole) up.roles()
					.stream()
					.filter((role) -> role instanceof WriterRole)
					.findFirst()
					.orElse(null);
	}

	@Nullable ReaderRole reader() {
		Running up = this.running;
		return (up == null) ? null
				: (ReaderRole) up.roles()
					.stream()
					.filter((role) -> role instanceof ReaderRole)
					.findFirst()
					.orElse(null);
	}

	@Override
	public String toString() {
		return this.name;
	}

	/** Looks at the streams of the client. */
	private final class Watch implements StreamEventListener {

		@Override
		public void onConnected(StreamStatus status) {
			Instance.this.world.tell(Instance.this.name, () -> status.id() + " is connected");
		}

		@Override
		public void onReconnecting(StreamStatus status, Duration delay) {
			Instance.this.world.checker().backsOff(status, delay.toNanos());
			Running up = Instance.this.running;
			// Not when it is told late, after a freeze: the next attempt may have begun.
			if (up != null && up.process().now().equals(status.lastErrorAt())) {
				Instance.this.world.wire().checkClosedInBackoff(status.id());
			}
			Instance.this.world.tell(Instance.this.name, () -> status.id() + " tries again in " + delay.toMillis()
					+ " ms, attempt " + status.attempt() + ": " + status.lastError());
		}

		@Override
		public void onStopped(StreamStatus status) {
			Instance.this.world.tell(Instance.this.name,
					() -> status.id() + " has stopped: " + status.state() + " " + status.lastError());
		}

	}

}
