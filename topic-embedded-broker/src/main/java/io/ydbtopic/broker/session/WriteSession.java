package io.ydbtopic.broker.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.topic.NewMessage;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicTransaction;
import io.ydbtopic.broker.topic.WriteOwnership;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.PartitionWithGeneration;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.UpdateTokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * One write stream: a producer and the partition it writes to. It promises one response
 * per request, in order, after the messages are kept. The trap: the client is not asked
 * for more while too much waits for its ack. Any thread may call the methods of the base
 * class; the rest happens in the session's queue.
 */
public final class WriteSession extends StreamSession<FromClient, FromServer> {

	/** Above this the client has to wait for acks. */
	static final long UNACKED_BYTES_MAX = 1_000_000;

	private final Caller caller;

	private final String sessionId;

	/** Null before the handshake. */
	private @Nullable Target target;

	private final ArrayDeque<PendingAck> acks = new ArrayDeque<>();

	private long unackedBytes;

	/** The client was not asked for the next message. */
	private boolean paused;

	private boolean halfClosed;

	/** The client got the answer to its handshake. */
	private boolean answered;

	/**
	 * Serves a stream.
	 * @param context what all sessions share
	 * @param out the way back
	 * @param caller the client
	 */
	public WriteSession(BrokerContext context, Outgoing<FromServer> out, Caller caller) {
		super("write", context, out, caller.token());
		this.caller = caller;
		this.sessionId = context.newSessionId("write", caller.node());
	}

	/** What the handshake fixed. */
	private record Target(Topic topic, Partition partition, WriteOwnership ownership, Map<String, String> sessionMeta,
			FaultSubject subject) {
	}

	@Override
	boolean isInit(FromClient message) {
		return message.hasInitRequest();
	}

	@Override
	void init(FromClient message) {
		InitRequest request = message.getInitRequest();
		if (request.getPath().isEmpty()) {
			throw RejectedException.badRequest("The path is empty (expected the path of a topic)");
		}
		String producerId = producerId(request);
		Topic topic = context().catalogue().findForUse(request.getPath(), "");
		if (topic == null || !context().access().allows(user(), topic.path(), Right.DESCRIBE)) {
			throw RejectedException.unknownTopic(request.getPath());
		}
		checkRights(topic);
		Partition partition = partition(topic, request, producerId);
		WriteOwnership ownership = partition.own(producerId, topic.inheritedSeqNo(partition, producerId),
				context().takenOver(producerId), this::fail);
		Map<String, String> meta = new HashMap<>(request.getWriteSessionMetaMap());
		meta.put("_ip", this.caller.peer());
		FaultSubject subject = FaultSubject.writer(topic.path(), partition.id(), producerId);
		this.target = new Target(topic, partition, ownership, Map.copyOf(meta), subject);
		knownToFaultsAs(subject);
		if (request.hasPartitionWithGeneration()) {
			partition.checkHost(this.caller.node(), request.getPartitionWithGeneration().getGeneration());
		}
		long lastSeqNo = partition.maxSeqNo(producerId);
		context().catalogue().afterAll(() -> enqueue(() -> answer(topic, partition, lastSeqNo)));
	}

	/** The client takes the greatest number for stored, so it is told when it is. */
	private void answer(Topic topic, Partition partition, long lastSeqNo) {
		InitResponse.Builder response = InitResponse.newBuilder()
			.setLastSeqNo(lastSeqNo)
			.setSessionId(this.sessionId)
			.setPartitionId(partition.id());
		List<Integer> codecs = topic.settings().codecs();
		if (!codecs.isEmpty()) {
			response.getSupportedCodecsBuilder().addAllCodecs(codecs);
		}
		send(FromServer.newBuilder().setInitResponse(response));
		this.answered = true;
		tell(JournalKind.STREAM_OPENED, "from " + this.caller.peer() + " at node " + this.caller.node()
				+ ", last sequence number " + lastSeqNo);
		answered();
		pullUnlessFull();
		sendAcks();
	}

	@Override
	String journalName() {
		return this.sessionId;
	}

	@Override
	FaultSubject asked(FromClient init) {
		InitRequest request = init.getInitRequest();
		String producer = request.getMessageGroupId().isEmpty() ? request.getProducerId() : request.getMessageGroupId();
		Long partition = switch (request.getPartitioningCase()) {
			case PARTITION_ID -> request.getPartitionId();
			case PARTITION_WITH_GENERATION -> request.getPartitionWithGeneration().getPartitionId();
			case MESSAGE_GROUP_ID, PARTITIONING_NOT_SET -> null;
		};
		return FaultSubject.writer(context().catalogue().paths().absolute(request.getPath()), partition, producer);
	}

	private static String producerId(InitRequest request) {
		String group = request.getMessageGroupId();
		if (!group.isEmpty() && !request.getProducerId().isEmpty() && !group.equals(request.getProducerId())) {
			throw RejectedException.badRequest("message_group_id is '" + group + "' (expected the producer_id, '"
					+ request.getProducerId() + "', or none)");
		}
		return group.isEmpty() ? request.getProducerId() : group;
	}

	private Partition partition(Topic topic, InitRequest request, String producerId) {
		return switch (request.getPartitioningCase()) {
			case PARTITION_ID -> topic.claimPartition(request.getPartitionId(), producerId);
			case PARTITION_WITH_GENERATION -> {
				PartitionWithGeneration direct = request.getPartitionWithGeneration();
				Partition found = topic.find(direct.getPartitionId());
				if (found != null && found.active()) {
					found.checkHost(this.caller.node(), direct.getGeneration());
				}
				yield topic.claimPartition(direct.getPartitionId(), producerId);
			}
			case MESSAGE_GROUP_ID, PARTITIONING_NOT_SET -> topic.choosePartition(producerId);
		};
	}

	@Override
	void handle(FromClient message, int size) {
		switch (message.getClientMessageCase()) {
			case WRITE_REQUEST -> write(message.getWriteRequest(), size);
			case UPDATE_TOKEN_REQUEST -> {
				changeToken(message.getUpdateTokenRequest().getToken());
				if (!ended()) {
					send(FromServer.newBuilder().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()));
				}
			}
			case INIT_REQUEST, CLIENTMESSAGE_NOT_SET ->
				throw RejectedException.badRequest("A message without content (expected a write or a token)");
		}
		pullUnlessFull();
	}

	@Override
	void checkRights() {
		Target to = this.target;
		if (to != null) {
			checkRights(to.topic);
		}
	}

	private void checkRights(Topic topic) {
		String user = user();
		context().access().requireConnect(user);
		context().access().require(user, topic.path(), Right.WRITE);
	}

	private void write(WriteRequest request, int size) {
		Target to = target();
		if (context().faults().strike(FaultKind.DROP_BEFORE_STORING, to.subject) != null) {
			endCall(StreamEnd.UNAVAILABLE, "Connection lost (a fault dropped the request)");
			return;
		}
		List<NewMessage> messages = WriteChecks.messages(request, to.topic.settings().codecs(),
				context().variants().messageBytesMax());
		to.partition.inFlight(size);
		PendingAck ack = new PendingAck(messages, size, context().nowMillis());
		this.acks.add(ack);
		this.unackedBytes += size;
		if (request.hasTx()) {
			TopicTransaction tx = context().transactions()
				.forWriting(request.getTx().getSession(), request.getTx().getId());
			ack.setAside(tx.write(to.partition, to.ownership, request.getCodec(), to.sessionMeta, messages));
			kept(ack);
			return;
		}
		ack.offsets = to.partition.append(to.ownership, request.getCodec(), to.sessionMeta, messages,
				() -> enqueue(() -> kept(ack)));
	}

	private void kept(PendingAck ack) {
		ack.kept = true;
		ack.persistingMillis = context().nowMillis() - ack.acceptedAtMillis;
		FaultSubject subject = target().subject;
		ack.drop = context().faults().strike(FaultKind.DROP_AFTER_STORING, subject) != null;
		ArmedFault delayed = context().faults().strike(FaultKind.DELAY_ACKS, subject);
		if (delayed != null) {
			ack.delayed = true;
			context().runtime().schedule("delayed ack", delayed.delay(), () -> enqueue(() -> {
				ack.delayed = false;
				sendAcks();
			}));
		}
		sendAcks();
	}

	@Override
	void onReady() {
		sendAcks();
	}

	private void sendAcks() {
		assertInQueue();
		PendingAck ack = this.acks.peek();
		while (ack != null && ack.kept && maySend(ack)) {
			if (ack.drop) {
				endCall(StreamEnd.UNAVAILABLE, "Connection lost (a fault dropped the ack)");
				return;
			}
			this.acks.remove();
			this.unackedBytes -= ack.size;
			target().partition.inFlight(-ack.size);
			if (context().faults().strike(FaultKind.LOSE_ACKS, target().subject) == null) {
				out().send(ack.response(target().partition.id()));
			}
			ack = this.acks.peek();
		}
		if (this.halfClosed && this.answered && this.acks.isEmpty()) {
			endCall(StreamEnd.OK, "");
		}
		else if (this.paused) {
			pullUnlessFull();
		}
	}

	private boolean maySend(PendingAck ack) {
		return !ack.delayed && out().isReady() && !context().faults().holds(FaultKind.FREEZE, target().subject);
	}

	@Override
	void pullAgain() {
		pullUnlessFull();
	}

	private void pullUnlessFull() {
		this.paused = this.unackedBytes > UNACKED_BYTES_MAX;
		if (!this.paused) {
			pullMore();
		}
	}

	@Override
	void onHalfClose(boolean afterInit) {
		if (!afterInit) {
			throw RejectedException.badRequest("The stream was closed before its init request (expected one)");
		}
		this.halfClosed = true;
		sendAcks();
	}

	private void send(FromServer.Builder message) {
		out().send(message.setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	FromServer error(RejectedException reason) {
		return FromServer.newBuilder().setStatus(reason.status()).addIssues(reason.issue()).build();
	}

	@Override
	void release() {
		Target to = this.target;
		if (to != null) {
			to.partition.disown(to.ownership);
			to.partition.inFlight(-this.unackedBytes);
		}
	}

	private Target target() {
		Target to = this.target;
		if (to == null) {
			throw new IllegalStateException("Nothing is written before the handshake");
		}
		return to;
	}

	@Override
	@Nullable String subject() {
		Target to = this.target;
		return (to != null) ? to.topic.path() + "/" + to.partition.id() : null;
	}

}
