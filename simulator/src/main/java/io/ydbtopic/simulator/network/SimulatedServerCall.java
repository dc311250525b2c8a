package io.ydbtopic.simulator.network;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a call. Not thread-safe.
 *
 * @param <S> what the server receives
 * @param <T> what the server sends
 */
final class SimulatedServerCall<S, T> extends ServerCall<S, T> {

	private final SimulatedCall<?, ?> call;

	private final ServerMethodDefinition<S, T> definition;

	private final SimulatedProcess process;

	private ServerCall.@Nullable Listener<S> listener;

	/** Closed by the server, or cancelled. */
	private boolean over;

	private boolean cancelled;

	SimulatedServerCall(SimulatedCall<?, ?> call, ServerMethodDefinition<S, T> definition, SimulatedProcess process) {
		this.call = call;
		this.definition = definition;
		this.process = process;
	}

	void start(Metadata headers) {
		this.listener = this.definition.getServerCallHandler().startCall(this, headers);
		deliver();
		tellReady();
	}

	SimulatedProcess process() {
		return this.process;
	}

	boolean isOver() {
		return this.over;
	}

	@Override
	public void request(int numMessages) {
		this.call.toServer().request(numMessages);
		this.process.io().execute(this::deliver);
	}

	/** Hands over what has arrived, as far as it was asked for. */
	void deliver() {
		Pipe pipe = this.call.toServer();
		ServerCall.Listener<S> told = this.listener;
		while (!this.over && told != null) {
			Pipe.Item item = pipe.take();
			if (item == null) {
				return;
			}
			byte[] bytes = item.bytes();
			if (bytes == null) {
				told.onHalfClose();
				continue;
			}
			S message = this.definition.getMethodDescriptor().parseRequest(Pipe.stream(bytes));
			this.call.network().wiretap().received(this.call, message);
			told.onMessage(message);
			if (pipe.hasRoomAgain()) {
				this.call.transmit(this.call.toClient(), this.call.client(), this.call::tellReady);
			}
		}
	}

	void tellReady() {
		if (this.listener != null && isReady()) {
			this.call.toClient().unblock();
			this.listener.onReady();
		}
	}

	@Override
	public void sendHeaders(Metadata sent) {
		this.call.sendToClient(Pipe.Item.HEADERS);
	}

	@Override
	public void sendMessage(T message) {
		if (this.over) {
			return;
		}
		this.call.network().wiretap().sent(this.call, message);
		this.call
			.sendToClient(this.call.toClient().send(this.definition.getMethodDescriptor().streamResponse(message)));
	}

	@Override
	public boolean isReady() {
		return !this.over && this.call.toClient().hasRoom();
	}

	@Override
	public void close(Status status, Metadata trailers) {
		if (this.over) {
			return;
		}
		this.over = true;
		this.call.sendToClient(new Pipe.Item(null, status));
		this.call.serverIsOver();
		this.process.io().execute(() -> {
			if (this.listener != null) {
				this.listener.onComplete();
			}
		});
	}

	/** The client has cancelled, or its connection is lost. */
	void hearCancel() {
		if (this.over) {
			return;
		}
		this.over = true;
		this.cancelled = true;
		this.call.serverIsOver();
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
		return this.call.channel().authority();
	}

	@Override
	public MethodDescriptor<S, T> getMethodDescriptor() {
		return this.definition.getMethodDescriptor();
	}

}
