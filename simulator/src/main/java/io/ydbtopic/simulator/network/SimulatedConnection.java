package io.ydbtopic.simulator.network;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.grpc.Status;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * A connection between a client and a node, with the calls on it. When it is lost, both
 * sides hear of it; when it is half-open, nothing arrives on either side, and they find
 * out by their probes alone. Not thread-safe.
 */
public final class SimulatedConnection {

	private final SimulatedNetwork network;

	private final SimulatedChannel channel;

	private final SimulatedNetwork.Host host;

	private final Set<SimulatedCall<?, ?>> calls = new LinkedHashSet<>();

	private boolean open = true;

	private boolean silent;

	SimulatedConnection(SimulatedNetwork network, SimulatedChannel channel, SimulatedNetwork.Host host) {
		this.network = network;
		this.channel = channel;
		this.host = host;
	}

	SimulatedNetwork.Host host() {
		return this.host;
	}

	/**
	 * Whose connection it is.
	 */
	public SimulatedProcess client() {
		return this.channel.client();
	}

	/**
	 * Where it goes to.
	 */
	public int port() {
		return this.host.port();
	}

	void add(SimulatedCall<?, ?> call) {
		this.calls.add(call);
	}

	void remove(SimulatedCall<?, ?> call) {
		this.calls.remove(call);
	}

	/** Whether what is sent now will arrive, unless the connection is lost before. */
	boolean carries() {
		return this.open && !this.silent;
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Loses the connection; both sides hear of it soon.
	 */
	public void lose(String why) {
		if (!this.open) {
			return;
		}
		this.open = false;
		this.network.lost(this, why);
		long delay = this.network.latency();
		client().io().after("connection lost", delay, () -> clientHears(why));
		this.host.process().io().after("connection lost", this.network.latency(), this::serverHears);
	}

	private void clientHears(String why) {
		this.channel.disconnected(this);
		for (SimulatedCall<?, ?> call : List.copyOf(this.calls)) {
			call.connectionLost(Status.UNAVAILABLE.withDescription(why));
		}
	}

	private void serverHears() {
		for (SimulatedCall<?, ?> call : List.copyOf(this.calls)) {
			call.serverHearsCancel();
		}
	}

	/**
	 * Nothing arrives any more, and nobody is told: the probes find out.
	 * @param clientProbe when that of the client gives up, in nanoseconds
	 * @param serverProbe when that of the server gives up, in nanoseconds
	 */
	public void fallSilent(long clientProbe, long serverProbe) {
		if (!carries()) {
			return;
		}
		this.silent = true;
		client().io().after("client's probe", clientProbe, () -> {
			if (this.open) {
				this.open = false;
				this.network.lost(this, "the client's probe was not answered");
				clientHears("Keepalive failed. The connection is likely gone");
			}
		});
		// Nothing that the client does in the meantime arrives.
		this.host.process().io().after("server's probe", serverProbe, this::serverHears);
	}

	/** The client shuts its end. */
	void shut() {
		if (this.open) {
			this.open = false;
			this.network.lost(this, "the client has closed it");
		}
		if (!this.silent) {
			this.host.process().io().after("connection closed", this.network.latency(), this::serverHears);
		}
	}

	@Nullable SimulatedProcess server() {
		return this.host.process();
	}

	@Override
	public String toString() {
		return client() + "->" + this.host.port();
	}

}
