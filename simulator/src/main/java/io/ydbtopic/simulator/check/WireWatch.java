package io.ydbtopic.simulator.check;

import java.util.HashMap;
import java.util.Map;

import io.grpc.Status;
import io.ydbtopic.broker.service.Frame;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.simulator.network.SimulatedCall;
import io.ydbtopic.simulator.network.SimulatedConnection;
import io.ydbtopic.simulator.network.Wiretap;

/**
 * Watches what goes over the wire: grants of read streams, and that a stream has one call
 * at a time. Not thread-safe.
 */
public final class WireWatch implements Wiretap {

	private final Checker checker;

	private final Timeline timeline;

	private final Map<Long, Grants> grants = new HashMap<>();

	/** Open streaming calls by the name of their stream. */
	private final Map<String, SimulatedCall<?, ?>> live = new HashMap<>();

	private final Map<String, Long> bufferOf = new HashMap<>();

	/**
	 * A watch that tells the checker.
	 */
	public WireWatch(Checker checker, Timeline timeline) {
		this.checker = checker;
		this.timeline = timeline;
	}

	private static final class Grants {

		private final long buffer;

		private long open;

		Grants(long buffer) {
			this.buffer = buffer;
		}

	}

	/**
	 * The buffer of the readers of a process.
	 */
	public void bufferOf(String process, long bytes) {
		this.bufferOf.put(process, bytes);
	}

	/** The name of a stream without the number of its connection. */
	private static String streamOf(SimulatedCall<?, ?> call) {
		String id = call.traceId();
		int dot = id.lastIndexOf('.');
		return (dot > 0) ? id.substring(0, dot) : id;
	}

	/**
	 * A stream waits before its next attempt: the call that died must be closed by then.
	 */
	public void checkClosedInBackoff(String stream) {
		SimulatedCall<?, ?> call = this.live.get(stream);
		if (call != null && call.isOpen()) {
			this.checker.violated(Invariant.NO_OPEN_CALL,
					call.traceId() + " is open while its stream waits for the next attempt");
		}
	}

	/**
	 * A writer or a reader is closed: none of its streams may have a call open.
	 * @param streams what the names of its streams begin with
	 */
	public void checkClosed(String streams) {
		this.live.forEach((stream, call) -> {
			boolean own = stream.equals(streams) || stream.startsWith(streams + "-")
					|| stream.startsWith(streams + ".");
			if (own && call.isOpen()) {
				this.checker.violated(Invariant.NO_OPEN_CALL,
						call.traceId() + " is open though " + streams + " is closed");
			}
		});
	}

	private static boolean isStream(SimulatedCall<?, ?> call) {
		return call.method().startsWith("Stream");
	}

	@Override
	public void opened(SimulatedCall<?, ?> call) {
		if (!isStream(call)) {
			return;
		}
		this.checker.count("calls of " + call.method());
		String stream = streamOf(call);
		this.checker.connects(stream);
		SimulatedCall<?, ?> before = this.live.put(stream, call);
		// A direct writer asks at one node while it opens at another.
		if (before != null && before.isOpen() && before.traceId().equals(call.traceId())) {
			return;
		}
		if (before != null && before.isOpen()) {
			this.checker.violated(Invariant.NO_OPEN_CALL,
					stream + " opens a call while " + before.traceId() + " is open");
		}
	}

	@Override
	public void closed(SimulatedCall<?, ?> call, Status status) {
		if (isStream(call)) {
			this.live.remove(streamOf(call), call);
			this.grants.remove(call.number());
			this.timeline.add(call.client().name(),
					() -> call.traceId() + " ended: " + status.getCode() + " " + status.getDescription());
		}
	}

	@Override
	public void received(SimulatedCall<?, ?> call, Object message) {
		if (message instanceof Frame<?> frame && frame.message() instanceof StreamReadMessage.FromClient read
				&& read.hasReadRequest() && call.isOpen()) {
			Grants account = this.grants.computeIfAbsent(call.number(), (missing) -> new Grants(buffer(call)));
			account.open += read.getReadRequest().getBytesSize();
			if (account.open > account.buffer) {
				this.checker.violated(Invariant.CREDIT, call.traceId() + " has granted " + account.open
						+ " bytes (expected at most its buffer, " + account.buffer + ")");
			}
		}
	}

	private long buffer(SimulatedCall<?, ?> call) {
		return this.bufferOf.getOrDefault(call.client().name(), Long.MAX_VALUE);
	}

	@Override
	public void sent(SimulatedCall<?, ?> call, Object message) {
		if (message instanceof StreamReadMessage.FromServer read && read.hasReadResponse()) {
			Grants account = this.grants.get(call.number());
			if (account != null) {
				account.open -= read.getReadResponse().getBytesSize();
			}
			this.checker.moved(streamOf(call));
		}
		else if (message instanceof StreamWriteMessage.FromServer write && write.hasWriteResponse()) {
			this.checker.moved(streamOf(call));
		}
	}

	@Override
	public void connected(SimulatedConnection connection) {
		this.checker.count("connections");
		this.timeline.add("network", () -> connection + " is connected");
	}

	@Override
	public void lost(SimulatedConnection connection, String why) {
		this.timeline.add("network", () -> connection + " is lost: " + why);
	}

}
