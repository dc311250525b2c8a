package io.ydbtopic.simulator.network;

import java.util.ArrayList;
import java.util.List;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a call, and the way to the server's. Both keep gRPC's promises: a
 * message is delivered only when it was asked for, the end comes after the messages
 * before it, unless the client itself ends the call; callbacks run in the network thread
 * of their process. Not thread-safe.
 *
 * @param <Q> what the client sends
 * @param <R> what the client receives
 */
public final class SimulatedCall<Q, R> extends ClientCall<Q, R> {

	private static final Metadata.Key<String> TRACE_ID = Metadata.Key.of("x-ydb-trace-id",
			Metadata.ASCII_STRING_MARSHALLER);

	private final SimulatedChannel channel;

	private final MethodDescriptor<Q, R> method;

	private final long number;

	private final Pipe toServer = new Pipe();

	private final Pipe toClient = new Pipe();

	/** What the client did before there was a connection. */
	private final List<Runnable> beforeConnection = new ArrayList<>();

	private String traceId = "";

	private Metadata headers = new Metadata();

	private @Nullable Listener<R> listener;

	private @Nullable SimulatedConnection connection;

	private @Nullable SimulatedServerCall<?, ?> server;

	/** The client was told the end, or will be for sure. */
	private boolean clientOver;

	SimulatedCall(SimulatedChannel channel, MethodDescriptor<Q, R> method, long number) {
		this.channel = channel;
		this.method = method;
		this.number = number;
	}

	SimulatedChannel channel() {
		return this.channel;
	}

	Pipe toServer() {
		return this.toServer;
	}

	Pipe toClient() {
		return this.toClient;
	}

	/**
	 * A number that no other call of the run has.
	 */
	public long number() {
		return this.number;
	}

	/**
	 * The client.
	 */
	public SimulatedProcess client() {
		return this.channel.client();
	}

	/**
	 * What the client named the call.
	 */
	public String traceId() {
		return this.traceId;
	}

	/**
	 * The method, without its service.
	 */
	public String method() {
		return String.valueOf(this.method.getBareMethodName());
	}

	/**
	 * Whether the client thinks that it is open.
	 */
	public boolean isOpen() {
		return !this.clientOver;
	}

	@Override
	public void start(Listener<R> responseListener, Metadata requestHeaders) {
		this.listener = responseListener;
		this.headers = requestHeaders;
		String id = requestHeaders.get(TRACE_ID);
		this.traceId = (id != null) ? id : "";
		this.channel.start(this);
	}

	void attach(SimulatedConnection live) {
		if (this.clientOver) {
			return;
		}
		this.connection = live;
		live.add(this);
		SimulatedNetwork.Host host = live.host();
		transmit(this.toServer, host.process(), () -> open(host));
		List<Runnable> kept = List.copyOf(this.beforeConnection);
		this.beforeConnection.clear();
		kept.forEach(Runnable::run);
		client().io().execute(this::tellReady);
	}

	private void open(SimulatedNetwork.Host host) {
		ServerMethodDefinition<?, ?> found = host.methods().get(this.method.getFullMethodName());
		if (found == null) {
			sendToClient(new Pipe.Item(null, Status.UNIMPLEMENTED.withDescription(this.method.getFullMethodName())));
			return;
		}
		SimulatedServerCall<?, ?> end = new SimulatedServerCall<>(this, found, host.process());
		this.server = end;
		end.start(this.headers);
	}

	/** Sends to the other side, in order within the pipe. */
	void transmit(Pipe pipe, SimulatedProcess to, Runnable arrival) {
		SimulatedConnection live = this.connection;
		if (live == null || !live.carries()) {
			return;
		}
		long now = network().scheduler().nanos();
		long at = pipe.arrivalOf(now + network().latency());
		to.io().after("frame", at - now, () -> {
			if (live.carries()) {
				arrival.run();
			}
		});
	}

	SimulatedNetwork network() {
		return this.channel.network();
	}

	@Override
	public void request(int messages) {
		this.toClient.request(messages);
		client().io().execute(this::deliverToClient);
	}

	@Override
	public void sendMessage(Q message) {
		Pipe.Item item = this.toServer.send(this.method.streamRequest(message));
		whenConnected(() -> sendToServer(item));
	}

	@Override
	public void halfClose() {
		whenConnected(() -> sendToServer(Pipe.Item.HALF_CLOSE));
	}

	private void whenConnected(Runnable action) {
		if (this.connection != null) {
			action.run();
		}
		else if (!this.clientOver) {
			this.beforeConnection.add(action);
		}
	}

	private void sendToServer(Pipe.Item item) {
		SimulatedConnection live = this.connection;
		if (live != null && !this.clientOver) {
			transmit(this.toServer, live.host().process(), () -> {
				this.toServer.arrive(item);
				if (this.server != null) {
					this.server.deliver();
				}
			});
		}
	}

	@Override
	public boolean isReady() {
		return this.connection != null && !this.clientOver && this.toServer.hasRoom();
	}

	void tellReady() {
		Listener<R> told = this.listener;
		if (told != null && isReady()) {
			this.toServer.unblock();
			told.onReady();
		}
	}

	@Override
	public void cancel(@Nullable String message, @Nullable Throwable cause) {
		if (this.clientOver) {
			return;
		}
		SimulatedConnection live = this.connection;
		if (live != null) {
			// It overtakes nothing that was sent before, and drops what was not read.
			transmit(this.toServer, live.host().process(), this::serverHearsCancel);
		}
		closeClient(Status.CANCELLED.withDescription(message).withCause(cause));
	}

	/** The call fails without a word from the server. */
	void failLater(Status status) {
		client().io().execute(() -> closeClient(status));
	}

	void connectionLost(Status status) {
		// As after a reset: what has arrived and was asked for is delivered, then the
		// end.
		this.toClient.arrive(new Pipe.Item(null, status));
		deliverToClient();
	}

	void serverHearsCancel() {
		if (this.server != null) {
			this.server.hearCancel();
		}
	}

	void sendToClient(Pipe.Item item) {
		transmit(this.toClient, client(), () -> {
			this.toClient.arrive(item);
			deliverToClient();
		});
	}

	/** Hands over what has arrived, as far as it was asked for. */
	private void deliverToClient() {
		while (!this.clientOver) {
			Pipe.Item item = this.toClient.take();
			if (item == null) {
				return;
			}
			byte[] bytes = item.bytes();
			if (bytes != null) {
				takeMessage(bytes);
			}
			else if (item.status() != null) {
				closeClient(item.status());
			}
			else if (this.listener != null) {
				this.listener.onHeaders(new Metadata());
			}
		}
	}

	private void takeMessage(byte[] bytes) {
		if (this.listener != null) {
			this.listener.onMessage(this.method.parseResponse(Pipe.stream(bytes)));
		}
		SimulatedServerCall<?, ?> end = this.server;
		if (end != null && this.toClient.hasRoomAgain()) {
			transmit(this.toServer, end.process(), end::tellReady);
		}
	}

	private void closeClient(Status status) {
		if (this.clientOver) {
			return;
		}
		this.clientOver = true;
		this.beforeConnection.clear();
		this.toClient.drop();
		SimulatedConnection live = this.connection;
		// A call that is on its way to the server may still begin there.
		if (live != null && this.server != null && this.server.isOver()) {
			live.remove(this);
		}
		this.channel.ended(this);
		network().wiretap().closed(this, status);
		client().io().execute(() -> {
			Listener<R> told = this.listener;
			if (told != null) {
				told.onClose(status, new Metadata());
			}
		});
	}

	/** The server has closed its end, or knows that the call is cancelled. */
	void serverIsOver() {
		SimulatedConnection live = this.connection;
		if (live != null && this.clientOver) {
			live.remove(this);
		}
	}

	@Override
	public String toString() {
		return method() + " " + this.traceId;
	}

}
