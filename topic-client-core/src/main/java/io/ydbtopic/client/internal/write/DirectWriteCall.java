package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.PartitionWithGeneration;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write stream that looks for the shortest way. Where the partition is not known, an
 * ordinary stream is opened to learn it from its handshake; then the partition's node is
 * asked for, and a stream with the partition's generation is opened there. Whatever of
 * this fails before that node has accepted the handshake, or takes too long, the ordinary
 * stream is the one. It promises one live stream of a leg at a time, and that the
 * listener sees one handshake. Confined to its loop.
 */
final class DirectWriteCall implements StreamCall<WriteFrame> {

	private static final Logger logger = LoggerFactory.getLogger(DirectWriteCall.class);

	/**
	 * For a node that hangs: shorter than a handshake may take, so that there is time.
	 */
	static final Duration NODE_PATIENCE = Duration.ofSeconds(5);

	private final SerialLoop loop;

	private final String traceId;

	private final StreamListener<WriteAnswer> listener;

	private final StreamTransport<WriteFrame, WriteAnswer> ordinary;

	private final DirectRoute route;

	private final AtomicReference<@Nullable Long> chosen;

	/** The handshake, as the writer has sent it; null before. */
	private @Nullable InitRequest init;

	/** The leg in use; null while there is none. */
	private @Nullable Leg leg;

	/** The answer to the handshake of an ordinary leg that may be given up. */
	private @Nullable WriteAnswer heldAnswer;

	/** Messages that the server may send on a leg before the way is settled. */
	private int requested;

	/** Whether the leg in use is the one that stays. */
	private boolean settled;

	private boolean halfClosed;

	private boolean cancelled;

	private Scheduled patience = Scheduled.NONE;

	DirectWriteCall(SerialLoop loop, String traceId, StreamListener<WriteAnswer> listener,
			StreamTransport<WriteFrame, WriteAnswer> ordinary, DirectRoute route,
			AtomicReference<@Nullable Long> chosen) {
		this.loop = loop;
		this.traceId = traceId;
		this.listener = listener;
		this.ordinary = ordinary;
		this.route = route;
		this.chosen = chosen;
	}

	@Override
	public void send(WriteFrame message) {
		this.loop.assertInLoop();
		if (this.cancelled) {
			return;
		}
		if (this.init == null && message instanceof WriteFrame.Control control) {
			this.init = control.message().getInitRequest();
			findTheWay(this.init);
		}
		else if (this.leg != null) {
			this.leg.call.send(message);
		}
	}

	private void findTheWay(InitRequest handshake) {
		Long partition = handshake.hasPartitionId() ? Long.valueOf(handshake.getPartitionId()) : this.chosen.get();
		if (partition != null) {
			locate(handshake, partition);
		}
		else {
			openLeg(this.ordinary, handshake, Role.SCOUT);
		}
	}

	private void locate(InitRequest handshake, long partition) {
		this.route.locate(handshake.getPath(), partition)
			.whenComplete((location, error) -> this.loop.execute(() -> located(handshake, partition, location, error)));
	}

	private void located(InitRequest handshake, long partition, DirectRoute.@Nullable Location location,
			@Nullable Throwable error) {
		if (this.cancelled || this.settled) {
			// Settled: the scout has ended while the location was on its way.
			return;
		}
		if (location == null) {
			takeTheOrdinaryWay("its location is not known: " + ((error != null) ? error.getMessage() : "no answer"));
			return;
		}
		dropLeg("the partition is written to at its node");
		InitRequest direct = handshake.toBuilder()
			.setPartitionWithGeneration(
					PartitionWithGeneration.newBuilder().setPartitionId(partition).setGeneration(location.generation()))
			.build();
		this.patience = this.loop.schedule(this.traceId + " direct write", NODE_PATIENCE, () -> {
			if (!this.settled && !this.cancelled) {
				takeTheOrdinaryWay("node " + location.node() + " did not answer within " + NODE_PATIENCE);
			}
		});
		openLeg(this.route.at(location.node()), direct, Role.DIRECT);
	}

	/** By the scout if it has got through, else by a new stream. */
	private void takeTheOrdinaryWay(String why) {
		this.patience.cancel();
		logger.debug("{}: ordinary routing: {}", this.traceId, why);
		WriteAnswer answer = this.heldAnswer;
		if (answer != null) {
			settle(answer);
			return;
		}
		dropLeg(why);
		if (this.init != null) {
			this.settled = true;
			openLeg(this.ordinary, this.init, Role.ORDINARY);
		}
	}

	private void settle(WriteAnswer answer) {
		this.patience.cancel();
		this.settled = true;
		this.heldAnswer = null;
		this.listener.onMessage(answer);
	}

	private void openLeg(StreamTransport<WriteFrame, WriteAnswer> transport, InitRequest handshake, Role role) {
		Leg opened = new Leg(role);
		this.leg = opened;
		opened.call = transport.open(this.loop, this.traceId, opened);
		if (this.requested > 0) {
			opened.call.request(this.requested);
		}
		opened.call.send(new WriteFrame.Control(FromClient.newBuilder().setInitRequest(handshake).build()));
		if (this.halfClosed) {
			opened.call.halfClose();
		}
	}

	private void dropLeg(String why) {
		Leg dropped = this.leg;
		this.leg = null;
		this.heldAnswer = null;
		if (dropped != null) {
			dropped.call.cancel(why);
		}
	}

	@Override
	public boolean isReady() {
		this.loop.assertInLoop();
		return this.settled && this.leg != null && this.leg.call.isReady();
	}

	@Override
	public @Nullable String token() {
		return (this.leg != null) ? this.leg.call.token() : null;
	}

	@Override
	public void request(int messages) {
		this.loop.assertInLoop();
		if (!this.settled) {
			this.requested += messages;
		}
		if (this.leg != null) {
			this.leg.call.request(messages);
		}
	}

	@Override
	public void halfClose() {
		this.loop.assertInLoop();
		this.halfClosed = true;
		if (this.leg != null) {
			this.leg.call.halfClose();
		}
	}

	@Override
	public void cancel(String reason) {
		this.loop.assertInLoop();
		this.cancelled = true;
		this.patience.cancel();
		dropLeg(reason);
	}

	@Override
	public String toString() {
		return this.traceId + ((this.leg != null) ? " " + this.leg.role : " looking for the way");
	}

	private enum Role {

		/** Learns the partition from the handshake. */
		SCOUT,

		/** Goes to the partition's node. */
		DIRECT,

		/** Goes wherever routing leads, and stays. */
		ORDINARY

	}

	/** One stream of the wire; events of one that was dropped are nobody's. */
	private final class Leg implements StreamListener<WriteAnswer> {

		private final Role role;

		@SuppressWarnings("NullAway.Init") // set before the transport may tell anything
		private StreamCall<WriteFrame> call;

		Leg(Role role) {
			this.role = role;
		}

		private boolean isCurrent() {
			return DirectWriteCall.this.leg == this && !DirectWriteCall.this.cancelled;
		}

		@Override
		public void onMessage(WriteAnswer answer) {
			if (!isCurrent()) {
				return;
			}
			if (DirectWriteCall.this.settled) {
				forgetIfSplit(answer);
				DirectWriteCall.this.listener.onMessage(answer);
			}
			else if (this.role == Role.SCOUT) {
				scouted(answer);
			}
			else if (answer instanceof WriteAnswer.Control control
					&& control.message().getStatus() == StatusCode.UNAVAILABLE) {
				takeTheOrdinaryWay("the node refuses: " + control.message().getIssuesList());
			}
			else {
				forgetIfSplit(answer);
				settle(answer);
			}
		}

		private void scouted(WriteAnswer answer) {
			InitRequest handshake = DirectWriteCall.this.init;
			if (!(answer instanceof WriteAnswer.Control control) || !control.message().hasInitResponse()
					|| control.message().getStatus() != StatusCode.SUCCESS || handshake == null) {
				settle(answer);
				return;
			}
			long partition = control.message().getInitResponse().getPartitionId();
			DirectWriteCall.this.chosen.set(partition);
			DirectWriteCall.this.heldAnswer = answer;
			locate(handshake, partition);
		}

		/** Split, or refused: the server may choose another partition now. */
		private void forgetIfSplit(WriteAnswer answer) {
			if (answer instanceof WriteAnswer.Control control && (control.message().getStatus() == StatusCode.OVERLOADED
					|| control.message().getStatus() == StatusCode.BAD_REQUEST)) {
				DirectWriteCall.this.chosen.set(null);
			}
		}

		@Override
		public void onReady() {
			if (isCurrent() && DirectWriteCall.this.settled) {
				DirectWriteCall.this.listener.onReady();
			}
		}

		@Override
		public void onClosed(@Nullable TopicException error) {
			if (!isCurrent()) {
				return;
			}
			DirectWriteCall.this.leg = null;
			DirectWriteCall.this.heldAnswer = null;
			DirectWriteCall.this.patience.cancel();
			if (!DirectWriteCall.this.settled && this.role == Role.DIRECT) {
				takeTheOrdinaryWay((error != null) ? String.valueOf(error.getMessage()) : "the node ended the stream");
				return;
			}
			DirectWriteCall.this.settled = true;
			DirectWriteCall.this.listener.onClosed(error);
		}

	}

}
