package io.ydbtopic.client.internal.write;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.ydbtopic.client.WriterInfo;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.error.CodecNotAllowedException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamConnection;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import org.jspecify.annotations.Nullable;

/**
 * One write stream: pumps the outbox while the transport is ready and hands acks back.
 * Confined to the writer's loop.
 */
final class WriterConnection extends StreamConnection<WriteFrame, WriteAnswer> {

	/** Taking so many acks is over before a thread would have woken for them. */
	private static final int FEW_ACKS = 8;

	private final WriterSettings settings;

	private final @Nullable String producerId;

	private final Acks acks;

	private final AckWatch ackWatch;

	private @Nullable WriterInfo info;

	WriterConnection(String id, ClientRuntime runtime, SerialLoop loop, StreamOptions options,
			StreamTransport<WriteFrame, WriteAnswer> transport, WriterSettings settings, @Nullable String producerId,
			Acks acks) {
		super(id, runtime, loop, options, transport);
		this.settings = settings;
		this.producerId = producerId;
		this.acks = acks;
		this.ackWatch = new AckWatch(id, runtime, loop, settings.ackTimeout(), () -> !isWritable(), this::stuck);
	}

	@Override
	protected WriteFrame handshakeRequest() {
		InitRequest.Builder init = InitRequest.newBuilder()
			.setPath(this.settings.topic())
			.putAllWriteSessionMeta(this.settings.sessionMetadata())
			.setGetLastSeqNo(true);
		if (this.producerId != null) {
			init.setProducerId(this.producerId);
		}
		Long partition = this.settings.partitionId();
		if (partition != null) {
			init.setPartitionId(partition);
		}
		else if (this.producerId != null) {
			init.setMessageGroupId(this.producerId);
		}
		return new WriteFrame.Control(FromClient.newBuilder().setInitRequest(init).build());
	}

	@Override
	protected WriteFrame tokenRequest(String token) {
		return new WriteFrame.Control(
				FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken(token)).build());
	}

	@Override
	protected @Nullable TopicException failureOf(WriteAnswer answer) {
		// Acks are taken for acks only where the status is good.
		return (answer instanceof WriteAnswer.Control control)
				? StatusMapping.failureOf(control.message().getStatus(), control.message().getIssuesList(), context())
				: null;
	}

	private String context() {
		return id() + ": write stream of topic '" + this.settings.topic() + "'";
	}

	@Override
	protected @Nullable TopicException onHandshake(WriteAnswer answer) {
		if (!(answer instanceof WriteAnswer.Control control)) {
			return violation("the first answer is not an init response but acks");
		}
		FromServer message = control.message();
		if (!message.hasInitResponse()) {
			return violation("the first answer is not an init response but " + message.getServerMessageCase());
		}
		InitResponse response = message.getInitResponse();
		this.info = new WriterInfo(response.getSessionId(), response.getPartitionId(), response.getLastSeqNo(),
				Set.copyOf(response.getSupportedCodecs().getCodecsList()));
		List<Integer> codecs = this.settings.codecs().stream().map(Codec::number).toList();
		Set<Integer> allowed = this.info.supportedCodecs();
		if (!allowed.isEmpty() && codecs.stream().noneMatch(allowed::contains)) {
			return new CodecNotAllowedException("topic '" + this.settings.topic() + "' does not allow codec "
					+ codecs.stream().map(String::valueOf).collect(Collectors.joining(" or ")) + " (expected: one of "
					+ allowed.stream().sorted().toList()
					+ "); set another codec or change the topic's supported codecs");
		}
		return null;
	}

	@Override
	protected boolean isTokenResponse(WriteAnswer answer) {
		return answer instanceof WriteAnswer.Control control && control.message().hasUpdateTokenResponse();
	}

	@Override
	public boolean isShort(WriteAnswer answer) {
		return answer instanceof ReceivedAcks received && received.size() <= FEW_ACKS;
	}

	@Override
	protected void onData(WriteAnswer answer) {
		if (!(answer instanceof ReceivedAcks received)) {
			// A newer server may say more than this client knows.
			return;
		}
		this.ackWatch.acknowledged(received.size());
		String misfit = this.acks.acknowledged(received);
		if (misfit != null) {
			fail(violation(misfit));
		}
		else if (received.size() > 0) {
			markDataMoved();
		}
	}

	@Override
	protected void onWritable() {
		this.acks.writable();
	}

	/** Whether a request would go out at once. */
	boolean canSend() {
		return isWritable();
	}

	void sendRequest(MessagesFrame request) {
		this.ackWatch.sent(request.messages());
		send(request);
	}

	/** The connection is over, or about to be. */
	void stopWaiting() {
		this.ackWatch.stop();
	}

	private void stuck() {
		fail(new TopicException(
				context() + ": no ack within " + this.settings.ackTimeout()
						+ " though messages are in flight: the server's session is stuck",
				StatusCode.CLIENT_ACK_TIMEOUT, RetryVerdict.RETRY_FAST));
	}

	/** What the server said in the handshake. */
	WriterInfo info() {
		WriterInfo known = this.info;
		if (known == null) {
			throw new IllegalStateException(id() + ": no handshake yet");
		}
		return known;
	}

	private TopicException violation(String what) {
		return new TopicException(context() + ": " + what, StatusCode.CLIENT_PROTOCOL_VIOLATION,
				RetryVerdict.RETRY_SLOW);
	}

	/** Who takes what comes back. */
	interface Acks {

		/**
		 * Takes the acks of one response.
		 * @return why they do not fit; null if they do
		 */
		@Nullable String acknowledged(ReceivedAcks acks);

		/** The transport takes requests again. */
		void writable();

	}

}
