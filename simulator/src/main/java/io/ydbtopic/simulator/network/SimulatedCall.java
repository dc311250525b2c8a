package io.ydbtopic.simulator.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import io.grpc.ClientCall;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of one call, and what is on the way between them. It keeps gRPC's promises: a
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

	private @Nullable ServerEnd<?, ?> server;

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
		client().io().execute(this::tellClientReady);
	}

	@SuppressWarnings("unchecked") // the two sides agree on the wire, not on types
	private void open(SimulatedNetwork.Host host) {
		ServerMethodDefinition<?, ?> found = host.methods().get(this.method.getFullMethodName());
		if (found == null) {
			end(Status.UNIMPLEMENTED.withDescription(this.method.getFullMethodName()));
			return;
		}
		ServerEnd<Object, Object> end = new ServerEnd<>((ServerMethodDefinition<Object, Object>) found, host.process());
		this.server = end;
		ServerCallHandler<Object, Object> handler = ((ServerMethodDefinition<Object, Object>) found)
			.getServerCallHandler();
		end.listener = handler.startCall(end, this.headers);
		end.deliver();
		end.tellReady();
	}

	/** Sends to the other side, in order within the pipe. */
	private void transmit(Pipe pipe, SimulatedProcess to, Runnable arrival) {
		SimulatedConnection live = this.connection;
		if (live == null || !live.carries()) {
			return;
		}
		long now = network().scheduler().nanos();
		long at = Math.max(pipe.lastArrival, now + network().latency());
		pipe.lastArrival = at;
		to.io().after("frame", at - now, () -> {
			if (live.carries()) {
				arrival.run();
			}
		});
	}

	private SimulatedNetwork network() {
		return this.channel.network();
	}

	@Override
	public void request(int messages) {
		this.toClient.requested += messages;
		client().io().execute(this::deliverToClient);
	}

	@Override
	public void sendMessage(Q message) {
		byte[] bytes = bytesOf(this.method.streamRequest(message));
		this.toServer.unread += bytes.length;
		whenConnected(() -> toServer(new Item(bytes, null)));
	}

	@Override
	public void halfClose() {
		whenConnected(() -> toServer(Item.HALF_CLOSE));
	}

	private void whenConnected(Runnable action) {
		if (this.connection != null) {
			action.run();
		}
		else if (!this.clientOver) {
			this.beforeConnection.add(action);
		}
	}

	private void toServer(Item item) {
		SimulatedConnection live = this.connection;
		if (live != null && !this.clientOver) {
			transmit(this.toServer, live.host().process(), () -> {
				this.toServer.arrived.add(item);
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

	private void tellClientReady() {
		Listener<R> told = this.listener;
		if (told != null && isReady()) {
			this.toServer.blocked = false;
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
		this.toClient.arrived.add(new Item(null, status));
		deliverToClient();
	}

	void serverHearsCancel() {
		if (this.server != null) {
			this.server.cancelled();
		}
	}

	private void end(Status status) {
		transmit(this.toClient, client(), () -> {
			this.toClient.arrived.add(new Item(null, status));
			deliverToClient();
		});
	}

	private void deliverToClient() {
		while (!this.clientOver && !this.toClient.arrived.isEmpty()) {
			Item item = this.toClient.arrived.get(0);
			if (item.bytes == null) {
				this.toClient.arrived.remove(0);
				if (item.status != null) {
					closeClient(item.status);
				}
				else if (this.listener != null) {
					this.listener.onHeaders(new Metadata());
				}
				continue;
			}
			if (this.toClient.requested == 0) {
				return;
			}
			this.toClient.arrived.remove(0);
			this.toClient.requested--;
			this.toClient.unread -= item.bytes.length;
			if (this.listener != null) {
				this.listener.onMessage(this.method.parseResponse(new Bytes(item.bytes)));
			}
			ServerEnd<?, ?> end = this.server;
			if (end != null && this.toClient.blocked && this.toClient.hasRoom()) {
				transmit(this.toServer, end.process, end::tellReady);
			}
		}
	}

	private void closeClient(Status status) {
		if (this.clientOver) {
			return;
		}
		this.clientOver = true;
		this.beforeConnection.clear();
		this.toClient.arrived.clear();
		SimulatedConnection live = this.connection;
		if (live != null && (this.server == null || this.server.over)) {
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

	@Override
	public String toString() {
		return method() + " " + this.traceId;
	}

	private static byte[] bytesOf(InputStream stream) {
		try (stream) {
			return stream.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** One direction. */
	private static final class Pipe {

		/** As HTTP/2's window by default: beyond it the sender is told to wait. */
		private static final long ROOM_BYTES = 65_535;

		private final List<Item> arrived = new ArrayList<>();

		private long lastArrival;

		private int requested;

		/** Bytes that were sent and not delivered. */
		private long unread;

		/** Somebody has found no room. */
		private boolean blocked;

		private boolean hasRoom() {
			boolean room = this.unread < ROOM_BYTES;
			this.blocked |= !room;
			return room;
		}

	}

	/** A message, or the end, or in the direction to the client the headers. */
	private static final class Item {

		private static final Item HALF_CLOSE = new Item(null, Status.OK);

		private static final Item HEADERS = new Item(null, null);

		/** Of a message. */
		private final byte @Nullable [] bytes;

		/** Of the end. */
		private final @Nullable Status status;

		Item(byte @Nullable [] bytes, @Nullable Status status) {
			this.bytes = bytes;
			this.status = status;
		}

	}

	/** Bytes that know how many they are, as gRPC's do. */
	private static final class Bytes extends ByteArrayInputStream implements KnownLength {

		Bytes(byte[] bytes) {
			super(bytes);
		}

	}

	/**
	 * The server's end.
	 */
	private final class ServerEnd<S, T> extends ServerCall<S, T> {

		private final ServerMethodDefinition<S, T> definition;

		private final SimulatedProcess process;

		private ServerCall.@Nullable Listener<S> listener;

		/** Closed by the server, or cancelled. */
		private boolean over;

		private boolean cancelled;

		ServerEnd(ServerMethodDefinition<S, T> definition, SimulatedProcess process) {
			this.definition = definition;
			this.process = process;
		}

		@Override
		public void request(int numMessages) {
			SimulatedCall.this.toServer.requested += numMessages;
			this.process.io().execute(this::deliver);
		}

		private void deliver() {
			Pipe pipe = SimulatedCall.this.toServer;
			ServerCall.Listener<S> told = this.listener;
			while (!this.over && told != null && !pipe.arrived.isEmpty()) {
				byte[] bytes = pipe.arrived.get(0).bytes;
				if (bytes == null) {
					pipe.arrived.remove(0);
					told.onHalfClose();
					continue;
				}
				if (pipe.requested == 0) {
					return;
				}
				pipe.arrived.remove(0);
				pipe.requested--;
				pipe.unread -= bytes.length;
				S message = this.definition.getMethodDescriptor().parseRequest(new Bytes(bytes));
				network().wiretap().received(SimulatedCall.this, message);
				told.onMessage(message);
				if (pipe.blocked && pipe.hasRoom()) {
					transmit(SimulatedCall.this.toClient, client(), SimulatedCall.this::tellClientReady);
				}
			}
		}

		private void tellReady() {
			if (this.listener != null && isReady()) {
				SimulatedCall.this.toClient.blocked = false;
				this.listener.onReady();
			}
		}

		@Override
		public void sendHeaders(Metadata sent) {
			toClient(Item.HEADERS);
		}

		private void toClient(Item item) {
			transmit(SimulatedCall.this.toClient, client(), () -> {
				SimulatedCall.this.toClient.arrived.add(item);
				deliverToClient();
			});
		}

		@Override
		public void sendMessage(T message) {
			if (this.over) {
				return;
			}
			network().wiretap().sent(SimulatedCall.this, message);
			byte[] bytes = bytesOf(this.definition.getMethodDescriptor().streamResponse(message));
			SimulatedCall.this.toClient.unread += bytes.length;
			toClient(new Item(bytes, null));
		}

		@Override
		public boolean isReady() {
			return !this.over && SimulatedCall.this.toClient.hasRoom();
		}

		@Override
		public void close(Status status, Metadata trailers) {
			if (this.over) {
				return;
			}
			this.over = true;
			end(status);
			SimulatedConnection live = SimulatedCall.this.connection;
			if (live != null && SimulatedCall.this.clientOver) {
				live.remove(SimulatedCall.this);
			}
			this.process.io().execute(() -> {
				if (this.listener != null) {
					this.listener.onComplete();
				}
			});
		}

		private void cancelled() {
			if (this.over) {
				return;
			}
			this.over = true;
			this.cancelled = true;
			SimulatedConnection live = SimulatedCall.this.connection;
			if (live != null && SimulatedCall.this.clientOver) {
				live.remove(SimulatedCall.this);
			}
			if (this.listener != null) {
				this.listener.onCancel();
			}
		}

		@Override
		public boolean isCancelled() {
			return this.cancelled;
		}

		@Override
		public @Nullable String getAuthority() {
			return SimulatedCall.this.channel.authority();
		}

		@Override
		public MethodDescriptor<S, T> getMethodDescriptor() {
			return this.definition.getMethodDescriptor();
		}

	}

}
