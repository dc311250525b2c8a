package io.ydbtopic.simulator.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.ydbtopic.simulator.machine.Scheduler;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * The network: who listens where, how long things take, and who can't reach whom. What is
 * sent on one call in one direction keeps its order; calls overtake each other. Not
 * thread-safe.
 */
public final class SimulatedNetwork {

	private static final long MICRO = 1_000L;

	private static final long MILLI = 1_000_000L;

	private final Scheduler scheduler;

	private final SplittableRandom chance;

	private final Map<Integer, Host> hosts = new HashMap<>();

	private final Set<SimulatedConnection> connections = new LinkedHashSet<>();

	private final Set<SimulatedCall<?, ?>> calls = new LinkedHashSet<>();

	private final Set<Route> cutRoutes = new LinkedHashSet<>();

	private Wiretap wiretap = Wiretap.NONE;

	/** Added to each delivery while the network is slow. */
	private long slowNanos;

	private long callNumber;

	private long channelNumber;

	/**
	 * A network on which all is well.
	 * @param seed of its delays
	 */
	public SimulatedNetwork(Scheduler scheduler, long seed) {
		this.scheduler = scheduler;
		this.chance = new SplittableRandom(seed);
	}

	/**
	 * A process that listens at a port.
	 */
	static final class Host {

		private final SimulatedProcess process;

		private final Map<String, ServerMethodDefinition<?, ?>> methods;

		private final int port;

		Host(SimulatedProcess process, Map<String, ServerMethodDefinition<?, ?>> methods, int port) {
			this.process = process;
			this.methods = methods;
			this.port = port;
		}

		SimulatedProcess process() {
			return this.process;
		}

		Map<String, ServerMethodDefinition<?, ?>> methods() {
			return this.methods;
		}

		int port() {
			return this.port;
		}

	}

	/**
	 * Lets one listen.
	 */
	public void wiretap(Wiretap listener) {
		this.wiretap = listener;
	}

	Wiretap wiretap() {
		return this.wiretap;
	}

	/**
	 * Begins to listen at a port until the process dies.
	 */
	public void listen(int port, SimulatedProcess process, List<ServerServiceDefinition> services) {
		Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();
		for (ServerServiceDefinition service : services) {
			service.getMethods()
				.forEach((method) -> methods.put(method.getMethodDescriptor().getFullMethodName(), method));
		}
		Host host = new Host(process, methods, port);
		this.hosts.put(port, host);
		process.whenDead(() -> stopListening(host));
	}

	/**
	 * Takes no more connections at a port; those that are open stay.
	 */
	public void stopAccepting(int port) {
		this.hosts.remove(port);
	}

	private void stopListening(Host host) {
		this.hosts.remove(host.port(), host);
		for (SimulatedConnection connection : List.copyOf(this.connections)) {
			if (connection.host() == host) {
				connection.lose("the server is gone");
			}
		}
	}

	/**
	 * Cuts a client off from a node, or lets it reach it again. Connections that are open
	 * stay; see {@link SimulatedConnection#fallSilent}.
	 */
	public void cutOff(SimulatedProcess client, int port, boolean cut) {
		Route route = new Route(client.name(), port);
		if (cut) {
			this.cutRoutes.add(route);
		}
		else {
			this.cutRoutes.remove(route);
		}
	}

	boolean reaches(SimulatedProcess client, int port) {
		return this.cutRoutes.isEmpty() || !this.cutRoutes.contains(new Route(client.name(), port));
	}

	private record Route(String client, int port) {
	}

	@Nullable Host host(int port) {
		return this.hosts.get(port);
	}

	/**
	 * The connections that are open, the oldest first.
	 */
	public List<SimulatedConnection> connections() {
		return new ArrayList<>(this.connections);
	}

	/**
	 * The calls that their clients have not seen the end of, the oldest first.
	 */
	public List<SimulatedCall<?, ?>> openCalls() {
		return new ArrayList<>(this.calls);
	}

	void opened(SimulatedConnection connection) {
		this.connections.add(connection);
		this.wiretap.connected(connection);
	}

	void lost(SimulatedConnection connection, String why) {
		if (this.connections.remove(connection)) {
			this.wiretap.lost(connection, why);
		}
	}

	void opened(SimulatedCall<?, ?> call) {
		this.calls.add(call);
		this.wiretap.opened(call);
	}

	void closed(SimulatedCall<?, ?> call) {
		this.calls.remove(call);
	}

	long nextCallNumber() {
		return ++this.callNumber;
	}

	long nextChannelNumber() {
		return ++this.channelNumber;
	}

	/**
	 * Makes everything slower by so much, in the mean.
	 */
	public void slowDown(long nanos) {
		this.slowNanos = nanos;
	}

	/** Mostly a fraction of a millisecond; now and then a packet is sent again. */
	long latency() {
		int draw = this.chance.nextInt(1000);
		long base;
		if (draw < 900) {
			base = 100 * MICRO + this.chance.nextLong(400 * MICRO);
		}
		else if (draw < 995) {
			base = MILLI + this.chance.nextLong(10 * MILLI);
		}
		else {
			base = 40 * MILLI + this.chance.nextLong(200 * MILLI);
		}
		return base + ((this.slowNanos > 0) ? this.chance.nextLong(2 * this.slowNanos) : 0);
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

}
