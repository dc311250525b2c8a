package io.ydbtopic.client.internal.write;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.ydbtopic.client.internal.stream.ScriptedCall;
import io.ydbtopic.client.internal.stream.ScriptedTransport;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.SupportedCodecs;
import io.ydbtopic.proto.topic.UpdateTokenResponse;

/**
 * A server for one producer and one partition, as far as a writer can see it: it stores
 * each sequence number once, and misbehaves as told.
 */
public final class FakeWriteServer {

	private final ScriptedTransport<FromClient, FromServer> transport = new ScriptedTransport<>();

	private final List<WriteRequest.MessageData> stored = new ArrayList<>();

	private final List<WriteRequest> requests = new ArrayList<>();

	private final Set<Integer> codecs = new TreeSet<>();

	private final List<String> tokens = new ArrayList<>();

	/** Whether the handshake is answered. */
	public boolean answersHandshake = true;

	/** Whether each stream breaks right after its handshake. */
	public boolean diesAfterHandshake;

	/** Whether what is stored is acknowledged. */
	public boolean acknowledges = true;

	/** Whether new tokens are confirmed. */
	public boolean confirmsTokens = true;

	/** Whether calls break at once. */
	public boolean away;

	/** Breaks the connection after so many more stored requests, before their ack. */
	public int cutAfterStoring = -1;

	private long lastSeqNo;

	public FakeWriteServer() {
		this.transport.onOpen(this::serve);
	}

	private void serve(ScriptedCall<FromClient, FromServer> call) {
		if (this.away) {
			call.breakDown();
			return;
		}
		call.onMessage((message) -> {
			switch (message.getClientMessageCase()) {
				case INIT_REQUEST -> handshake(call);
				case WRITE_REQUEST -> write(call, message.getWriteRequest());
				case UPDATE_TOKEN_REQUEST -> {
					this.tokens.add(message.getUpdateTokenRequest().getToken());
					if (this.confirmsTokens) {
						call.reply(ok().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()).build());
					}
				}
				case CLIENTMESSAGE_NOT_SET -> throw new AssertionError("an empty message");
			}
		});
	}

	private void handshake(ScriptedCall<FromClient, FromServer> call) {
		if (this.answersHandshake) {
			call.reply(ok()
				.setInitResponse(InitResponse.newBuilder()
					.setLastSeqNo(this.lastSeqNo)
					.setSessionId("session-" + this.transport.calls().size())
					.setPartitionId(7)
					.setSupportedCodecs(SupportedCodecs.newBuilder().addAllCodecs(this.codecs)))
				.build());
		}
		if (this.diesAfterHandshake) {
			call.breakDown();
		}
	}

	private void write(ScriptedCall<FromClient, FromServer> call, WriteRequest request) {
		this.requests.add(request);
		WriteResponse.Builder response = WriteResponse.newBuilder().setPartitionId(7);
		for (WriteRequest.MessageData message : request.getMessagesList()) {
			WriteResponse.WriteAck.Builder ack = response.addAcksBuilder().setSeqNo(message.getSeqNo());
			if (message.getSeqNo() > this.lastSeqNo) {
				this.lastSeqNo = message.getSeqNo();
				ack.getWrittenBuilder().setOffset(this.stored.size());
				this.stored.add(message);
			}
			else {
				ack.getSkippedBuilder();
			}
		}
		if (this.cutAfterStoring > 0 && --this.cutAfterStoring == 0) {
			call.breakDown();
		}
		else if (this.acknowledges) {
			call.reply(ok().setWriteResponse(response).build());
		}
	}

	/** A good message without content. */
	public static FromServer.Builder ok() {
		return FromServer.newBuilder().setStatus(StatusCode.SUCCESS);
	}

	/** The form in which the server ends a stream. */
	public static FromServer error(StatusCode status, String text) {
		return FromServer.newBuilder()
			.setStatus(status)
			.addIssues(IssueMessage.newBuilder().setMessage(text).setIssueCode(500003).setSeverity(1))
			.build();
	}

	/** Acknowledges all that is stored, on the newest call. */
	public void acknowledgeFrom(int index) {
		WriteResponse.Builder response = WriteResponse.newBuilder().setPartitionId(7);
		for (int i = index; i < this.stored.size(); i++) {
			response.addAcksBuilder().setSeqNo(this.stored.get(i).getSeqNo()).getWrittenBuilder().setOffset(i);
		}
		this.transport.last().reply(ok().setWriteResponse(response).build());
	}

	public ScriptedTransport<FromClient, FromServer> transport() {
		return this.transport;
	}

	public List<WriteRequest.MessageData> stored() {
		return this.stored;
	}

	/** The payloads that are stored, as text. */
	public List<String> texts() {
		return this.stored.stream().map((message) -> message.getData().toStringUtf8()).toList();
	}

	/** The requests in the order of their arrival, repeats included. */
	public List<WriteRequest> requests() {
		return this.requests;
	}

	public List<String> tokens() {
		return this.tokens;
	}

	public Set<Integer> codecs() {
		return this.codecs;
	}

	public void lastSeqNo(long number) {
		this.lastSeqNo = number;
	}

}
