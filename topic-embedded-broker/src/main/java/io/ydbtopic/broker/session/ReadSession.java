package io.ydbtopic.broker.session;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.topic.Lease;
import io.ydbtopic.broker.topic.ReadMember;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.UpdateTokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * One read stream: the partitions that it holds, its byte budget, its commits. It
 * promises that messages of a partition come in order, only after the client confirmed
 * the partition and only while budget and transport allow, and that a partition goes on
 * to another session only after it came back from here. Any thread may call the methods
 * of the base class and of {@link ReadMember}; the rest happens in the session's queue.
 */
public final class ReadSession extends StreamSession<FromClient, FromServer> implements ReadMember {

	/** Null before the handshake. */
	private volatile @Nullable ReadPlan plan;

	private final Caller caller;

	private final String sessionId;

	private final ReadPump readings;

	private final ReadCommits commits;

	private final PartitionEnds ends;

	private final Map<Lease, Reading> byLease = new LinkedHashMap<>();

	private final AtomicBoolean pumpPending = new AtomicBoolean();

	private final Runnable newsOfPartition = this::pumpLater;

	private long nextPartitionSessionId = 1;

	/**
	 * Serves a stream.
	 * @param context what all sessions share
	 * @param out the way back
	 * @param caller the client
	 */
	public ReadSession(BrokerContext context, Outgoing<FromServer> out, Caller caller) {
		super("read", context, out, caller.token());
		this.caller = caller;
		this.sessionId = context.newSessionId("read", caller.node());
		this.readings = new ReadPump(context, out(), this::enqueue);
		this.commits = new ReadCommits(context, this.readings, this::enqueue, this::send);
		this.ends = new PartitionEnds(context, new EndsOfSession());
	}

	/** What the session does at the end of a partition. */
	private final class EndsOfSession implements PartitionEnds.Session {

		@Override
		public void later(Runnable step) {
			enqueue(step);
		}

		@Override
		public void tell(FromServer.Builder message) {
			send(message);
		}

		@Override
		public boolean holds(Reading reading) {
			return ReadSession.this.readings.find(reading.id()) == reading && reading.phase() == Reading.Phase.ACTIVE;
		}

	}

	@Override
	boolean isInit(FromClient message) {
		return message.hasInitRequest();
	}

	@Override
	void init(FromClient message) {
		ReadPlan.check(message.getInitRequest());
		if (tokenMissing()) {
			throw new RejectedException(IssueCode.ACCESS_DENIED, TokenGate.MISSING_TEXT);
		}
		ReadPlan asked = ReadPlan.of(message.getInitRequest(), context().catalogue());
		asked.requireRights(context().access(), user());
		this.plan = asked;
		knownToFaultsAs(FaultSubject.reader(asked.topicPaths(), asked.consumer()));
		send(FromServer.newBuilder().setInitResponse(InitResponse.newBuilder().setSessionId(this.sessionId)));
		tell(JournalKind.STREAM_OPENED, "from " + this.caller.peer() + " at node " + this.caller.node() + ", reads "
				+ asked.topicPaths().stream().sorted().toList());
		asked.checkPartitions();
		for (ReadPlan.Subscription subscription : asked.subscriptions()) {
			TopicConsumer consumer = subscription.consumer();
			if (consumer != null) {
				consumer.join(this, subscription.partitions());
			}
			else {
				for (long partition : subscription.partitions()) {
					start(subscription.topic().leaseFree(subscription.topic().partition(partition), this));
				}
			}
		}
		answered();
		pullMore();
	}

	@Override
	String journalName() {
		return this.sessionId;
	}

	@Override
	FaultSubject asked(FromClient init) {
		Set<String> topics = new HashSet<>();
		init.getInitRequest()
			.getTopicsReadSettingsList()
			.forEach((topic) -> topics.add(context().catalogue().paths().absolute(topic.getPath())));
		return FaultSubject.reader(topics, init.getInitRequest().getConsumer());
	}

	@Override
	void handle(FromClient message, int size) {
		switch (message.getClientMessageCase()) {
			case READ_REQUEST -> {
				this.readings.grant(message.getReadRequest().getBytesSize());
				pump();
			}
			case COMMIT_OFFSET_REQUEST ->
				this.commits.commit(message.getCommitOffsetRequest(), !plan().consumer().isEmpty());
			case START_PARTITION_SESSION_RESPONSE -> startConfirmed(message.getStartPartitionSessionResponse());
			case STOP_PARTITION_SESSION_RESPONSE ->
				stopConfirmed(message.getStopPartitionSessionResponse().getPartitionSessionId());
			case PARTITION_SESSION_STATUS_REQUEST ->
				tellStatus(message.getPartitionSessionStatusRequest().getPartitionSessionId());
			case UPDATE_TOKEN_REQUEST -> updateToken(message.getUpdateTokenRequest().getToken());
			case DIRECT_READ_ACK -> {
				// Nothing is read directly, so there is nothing to acknowledge.
			}
			case INIT_REQUEST, CLIENTMESSAGE_NOT_SET ->
				throw RejectedException.badRequest("A message without content (expected a request of a reader)");
		}
		pullMore();
	}

	@Override
	void checkRights() {
		ReadPlan asked = this.plan;
		if (asked != null) {
			asked.requireRights(context().access(), user());
		}
	}

	private void updateToken(String token) {
		if (token.isEmpty()) {
			return;
		}
		changeToken(token);
		if (!ended()) {
			send(FromServer.newBuilder().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()));
		}
	}

	@Override
	public void assigned(Lease lease) {
		enqueue(() -> start(lease));
	}

	private void start(Lease lease) {
		ReadPlan.Subscription subscription = plan().of(lease.topic());
		Reading reading = new Reading(this.nextPartitionSessionId++, lease, subscription.filter());
		this.readings.add(reading);
		this.byLease.put(lease, reading);
		send(ReadMessages.start(reading, subscription.path()));
	}

	private void startConfirmed(StartPartitionSessionResponse response) {
		Reading reading = this.readings.find(response.getPartitionSessionId());
		if (reading == null || reading.phase() == Reading.Phase.STOPPING) {
			return;
		}
		if (reading.phase() == Reading.Phase.ACTIVE) {
			throw RejectedException
				.badRequest("The start of partition session " + reading.id() + " is confirmed twice (confirm it once)");
		}
		long from = StartChecks.readOffset(reading, response);
		reading.activate(from);
		if (response.hasCommitOffset()) {
			this.commits.startedAt(reading, response.getCommitOffset());
		}
		reading.partition().addReader(this.newsOfPartition);
		pump();
	}

	@Override
	public void stopAsked(Lease lease, boolean graceful) {
		enqueue(() -> {
			Reading reading = this.byLease.get(lease);
			if (reading != null) {
				send(ReadMessages.stop(reading, graceful));
				if (graceful) {
					reading.stopping();
				}
				else {
					forget(reading);
				}
			}
		});
	}

	private void stopConfirmed(long partitionSessionId) {
		if (plan().consumer().isEmpty()) {
			throw RejectedException.badRequest("The session reads without a consumer and is never asked to stop");
		}
		Reading reading = this.readings.find(partitionSessionId);
		if (reading == null) {
			return;
		}
		if (reading.phase() != Reading.Phase.STOPPING) {
			throw RejectedException.badRequest(
					"The stop of partition session " + partitionSessionId + " is confirmed, but was not asked for");
		}
		forget(reading);
		ReadCommits.consumerOf(reading).released(reading.lease());
	}

	private void forget(Reading reading) {
		this.readings.remove(reading);
		this.byLease.remove(reading.lease());
		reading.partition().removeReader(this.newsOfPartition);
	}

	@Override
	public void committedElsewhere(Lease lease, long offset) {
		enqueue(() -> {
			Reading reading = this.byLease.get(lease);
			if (reading != null) {
				reading.commits().advanceTo(offset);
			}
		});
	}

	@Override
	public void expelled(RejectedException reason) {
		fail(reason);
	}

	private void tellStatus(long partitionSessionId) {
		Reading reading = this.readings.find(partitionSessionId);
		if (reading != null && reading.phase() != Reading.Phase.STOPPING) {
			send(ReadMessages.status(reading, context().nowMillis()));
		}
	}

	/** Many pieces of news make one look. */
	private void pumpLater() {
		if (this.pumpPending.compareAndSet(false, true)) {
			enqueue(() -> {
				this.pumpPending.set(false);
				pump();
			});
		}
	}

	@Override
	void onReady() {
		pump();
	}

	private void pump() {
		assertInQueue();
		this.readings.run();
		ReadPlan asked = this.plan;
		if (!ended() && asked != null) {
			this.ends.look(this.readings.all(), asked.scaleAware());
		}
	}

	private void send(FromServer.Builder message) {
		out().send(message.setStatus(StatusCode.SUCCESS).build());
	}

	@Override
	void onHalfClose(boolean afterInit) {
		endCall(StreamEnd.OK, "");
	}

	@Override
	FromServer error(RejectedException reason) {
		return FromServer.newBuilder().setStatus(reason.status()).addIssues(reason.issue()).build();
	}

	@Override
	void release() {
		ReadPlan asked = this.plan;
		List<Reading> held = this.readings.all();
		held.forEach(this::forget);
		for (Reading reading : held) {
			if (reading.lease().consumer() == null) {
				reading.lease().topic().releaseFree(reading.lease());
			}
		}
		if (asked != null) {
			for (ReadPlan.Subscription subscription : asked.subscriptions()) {
				TopicConsumer consumer = subscription.consumer();
				if (consumer != null) {
					consumer.leave(this);
				}
			}
		}
	}

	private ReadPlan plan() {
		ReadPlan asked = this.plan;
		if (asked == null) {
			throw new IllegalStateException("Nothing is read before the handshake");
		}
		return asked;
	}

	@Override
	public String sessionId() {
		return this.sessionId;
	}

	@Override
	public int node() {
		return this.caller.node();
	}

	@Override
	public String readerName() {
		ReadPlan asked = this.plan;
		return (asked != null) ? asked.readerName() : "";
	}

	@Override
	@Nullable String subject() {
		return this.sessionId;
	}

}
