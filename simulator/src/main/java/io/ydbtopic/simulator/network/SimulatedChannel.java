package io.ydbtopic.simulator.network;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * A channel to one node, as gRPC's: it connects when it is used, fails calls at once
 * after it could not connect, and connects again after a loss. Not thread-safe.
 */
final class SimulatedChannel extends ManagedChannel {

	private static final long SECOND = 1_000_000_000L;

	/** As gRPC's: the first wait, its growth, the longest, and how much is drawn. */
	private static final long BACKOFF = SECOND;

	private static final double BACKOFF_GROWTH = 1.6;

	private static final long BACKOFF_MAX = 120 * SECOND;

	private static final double BACKOFF_JITTER = 0.2;

	private final SimulatedNetwork network;

	private final SimulatedProcess client;

	private final ClientRuntime runtime;

	private final int port;

	private final long connectTimeout;

	private final List<SimulatedCall<?, ?>> waiting = new ArrayList<>();

	private final CompletableFuture<Void> terminated = new CompletableFuture<>();

	private ConnectivityState state = ConnectivityState.IDLE;

	private @Nullable SimulatedConnection connection;

	private int openCalls;

	/** The wait after the next connect that fails. */
	private long backoff = BACKOFF;

	/** Of its waits: gRPC's own chance, which is not the client's. */
	private final SplittableRandom chance;

	SimulatedChannel(SimulatedNetwork network, SimulatedProcess client, ClientRuntime runtime, int port,
			long connectTimeout) {
		this.network = network;
		this.client = client;
		this.runtime = runtime;
		this.port = port;
		this.connectTimeout = connectTimeout;
		this.chance = new SplittableRandom(network.nextChannelNumber());
		client.whenDead(this::die);
	}

	/** What the operating system does with the connections of a process that is gone. */
	private void die() {
		this.state = ConnectivityState.SHUTDOWN;
		SimulatedConnection live = this.connection;
		this.connection = null;
		if (live != null) {
			live.shut();
		}
		for (SimulatedCall<?, ?> call : this.network.openCalls()) {
			if (call.channel() == this) {
				this.network.closed(call);
			}
		}
	}

	SimulatedProcess client() {
		return this.client;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	@Override
	public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
		return new SimulatedCall<>(this, method, this.network.nextCallNumber());
	}

	void start(SimulatedCall<?, ?> call) {
		this.openCalls++;
		this.network.opened(call);
		SimulatedConnection live = this.connection;
		switch (this.state) {
			case READY -> {
				if (live != null) {
					call.attach(live);
				}
			}
			case IDLE -> {
				this.waiting.add(call);
				connect();
			}
			case CONNECTING -> this.waiting.add(call);
			case TRANSIENT_FAILURE ->
				call.failLater(Status.UNAVAILABLE.withDescription("can't connect to node " + this.port));
			case SHUTDOWN -> call.failLater(Status.UNAVAILABLE.withDescription("Channel shutdown invoked"));
		}
	}

	private void connect() {
		this.state = ConnectivityState.CONNECTING;
		boolean reachable = this.network.reaches(this.client, this.port);
		long delay = reachable ? 2 * this.network.latency() : this.connectTimeout;
		this.client.io().after("connect", delay, reachable ? this::connectNow : this::refuse);
	}

	private void connectNow() {
		if (this.state != ConnectivityState.CONNECTING) {
			return;
		}
		SimulatedNetwork.Host host = this.network.host(this.port);
		if (host == null || !this.network.reaches(this.client, this.port)) {
			refuse();
			return;
		}
		SimulatedConnection live = new SimulatedConnection(this.network, this, host);
		this.connection = live;
		this.backoff = BACKOFF;
		this.state = ConnectivityState.READY;
		this.network.opened(live);
		List<SimulatedCall<?, ?>> ready = List.copyOf(this.waiting);
		this.waiting.clear();
		ready.forEach((call) -> call.attach(live));
	}

	private void refuse() {
		if (this.state != ConnectivityState.CONNECTING) {
			return;
		}
		this.state = ConnectivityState.TRANSIENT_FAILURE;
		List<SimulatedCall<?, ?>> failed = List.copyOf(this.waiting);
		this.waiting.clear();
		failed.forEach(
				(call) -> call.failLater(Status.UNAVAILABLE.withDescription("Connection refused: node " + this.port)));
		this.network.wiretap().refused(this.client, this.port);
		long wait = (long) (this.backoff * (1 + BACKOFF_JITTER * (2 * this.chance.nextDouble() - 1)));
		this.backoff = Math.min(BACKOFF_MAX, (long) (this.backoff * BACKOFF_GROWTH));
		this.client.io().after("channel backoff", wait, () -> {
			if (this.state == ConnectivityState.TRANSIENT_FAILURE) {
				connect();
			}
		});
	}

	void disconnected(SimulatedConnection lost) {
		if (this.connection == lost) {
			this.connection = null;
			if (this.state == ConnectivityState.READY) {
				this.state = ConnectivityState.IDLE;
			}
		}
	}

	void ended(SimulatedCall<?, ?> call) {
		this.network.closed(call);
		this.waiting.remove(call);
		this.openCalls--;
		terminateIfDone();
	}

	private void terminateIfDone() {
		if (this.state == ConnectivityState.SHUTDOWN && this.openCalls == 0 && !this.terminated.isDone()) {
			SimulatedConnection live = this.connection;
			this.connection = null;
			if (live != null) {
				live.shut();
			}
			this.terminated.complete(null);
		}
	}

	@Override
	public ManagedChannel shutdown() {
		List<SimulatedCall<?, ?>> unconnected = List.copyOf(this.waiting);
		this.state = ConnectivityState.SHUTDOWN;
		unconnected.forEach((call) -> call.failLater(Status.UNAVAILABLE.withDescription("Channel shutdown invoked")));
		terminateIfDone();
		return this;
	}

	@Override
	public ManagedChannel shutdownNow() {
		shutdown();
		for (SimulatedCall<?, ?> call : this.network.openCalls()) {
			if (call.channel() == this) {
				call.failLater(Status.UNAVAILABLE.withDescription("Channel shutdownNow invoked"));
			}
		}
		return this;
	}

	@Override
	public boolean isShutdown() {
		return this.state == ConnectivityState.SHUTDOWN;
	}

	@Override
	public boolean isTerminated() {
		return this.terminated.isDone();
	}

	@Override
	public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
		try {
			this.runtime.await(this.terminated, Duration.ofNanos(unit.toNanos(timeout)));
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public ConnectivityState getState(boolean requestConnection) {
		return this.state;
	}

	@Override
	public String authority() {
		return "node:" + this.port;
	}

}
