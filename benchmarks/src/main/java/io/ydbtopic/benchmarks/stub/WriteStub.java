package io.ydbtopic.benchmarks.stub;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.SupportedCodecs;
import io.ydbtopic.proto.topic.UpdateTokenResponse;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledges each request at once, after a look at its numbers alone. The path of the
 * topic may ask for more: {@code late-<n>} holds acks back until n more messages have
 * come, or none for a while, {@code never} for good, and {@code relay-<name>} hands what
 * is written to the readers of that topic. It remembers no numbers: after a cut, a client
 * is told that what it sent is not stored. Its monitor keeps the thread of the call and
 * that of a cut apart.
 */
final class WriteStub implements StreamObserver<byte[]>, OpenStreams.Stream {

	private static final int INIT = 1;

	private static final int WRITE = 2;

	private static final int TOKEN = 3;

	private static final int NUMBER = 1;

	private static final int DATA = 3;

	/** After so long without a request, late acks are due. */
	private static final long QUIET_MILLIS = 20;

	private final ServerCallStreamObserver<byte[]> answers;

	private final OpenStreams streams;

	private final ScheduledExecutorService timer;

	private String topic = "";

	private boolean relays;

	private boolean never;

	private @Nullable AckDelay delay;

	private @Nullable ScheduledFuture<?> due;

	private long offset;

	private boolean over;

	WriteStub(ServerCallStreamObserver<byte[]> answers, OpenStreams streams, ScheduledExecutorService timer) {
		this.answers = answers;
		this.streams = streams;
		this.timer = timer;
		answers.setOnCancelHandler(this::end);
		streams.add(this);
	}

	@Override
	public synchronized void onNext(byte[] frame) {
		if (this.over) {
			return;
		}
		try {
			CodedInputStream in = CodedInputStream.newInstance(frame);
			int tag = in.readTag();
			switch (WireFormat.getTagFieldNumber(tag)) {
				case INIT -> init(InitRequest.parseFrom(in.readByteArray()));
				case WRITE -> acknowledge(in);
				case TOKEN ->
					answer(FromServer.newBuilder().setUpdateTokenResponse(UpdateTokenResponse.getDefaultInstance()));
				default -> throw new IOException("unknown request " + tag);
			}
		}
		catch (IOException ex) {
			this.answers.onError(ex);
		}
	}

	private void init(InitRequest request) {
		this.topic = request.getPath().substring(request.getPath().lastIndexOf('/') + 1);
		this.relays = this.topic.startsWith("relay-");
		this.never = this.topic.equals("never");
		if (this.topic.startsWith("late-")) {
			this.delay = new AckDelay(Long.parseLong(this.topic.substring("late-".length())));
		}
		answer(FromServer.newBuilder()
			.setInitResponse(InitResponse.newBuilder()
				.setSessionId("session")
				.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1).addCodecs(2).addCodecs(4))));
	}

	private void acknowledge(CodedInputStream in) throws IOException {
		int limit = in.pushLimit(in.readRawVarint32());
		WriteResponse.Builder response = WriteResponse.newBuilder();
		List<byte[]> payloads = new ArrayList<>();
		int tag = in.readTag();
		while (tag != 0) {
			if (WireFormat.getTagFieldNumber(tag) == 1) {
				long number = message(in, payloads);
				response.addAcksBuilder().setSeqNo(number).getWrittenBuilder().setOffset(this.offset++);
			}
			else {
				in.skipField(tag);
			}
			tag = in.readTag();
		}
		in.popLimit(limit);
		if (this.relays) {
			this.streams.readersOf(this.topic).forEach((reader) -> reader.offer(payloads));
		}
		answer(response);
	}

	private long message(CodedInputStream in, List<byte[]> payloads) throws IOException {
		int limit = in.pushLimit(in.readRawVarint32());
		long number = 0;
		int tag = in.readTag();
		while (tag != 0) {
			int field = WireFormat.getTagFieldNumber(tag);
			if (field == NUMBER) {
				number = in.readInt64();
			}
			else if (field == DATA && this.relays) {
				payloads.add(in.readByteArray());
			}
			else {
				in.skipField(tag);
			}
			tag = in.readTag();
		}
		in.popLimit(limit);
		return number;
	}

	private void answer(WriteResponse.Builder acks) {
		if (this.delay != null) {
			this.delay.add(acks);
			answerDue(this.delay, false);
			if (this.due != null) {
				this.due.cancel(false);
			}
			this.due = this.timer.schedule(this::answerAll, QUIET_MILLIS, TimeUnit.MILLISECONDS);
		}
		else if (!this.never) {
			answer(FromServer.newBuilder().setWriteResponse(acks));
		}
	}

	private synchronized void answerAll() {
		if (!this.over && this.delay != null) {
			answerDue(this.delay, true);
		}
	}

	private void answerDue(AckDelay from, boolean all) {
		WriteResponse.Builder acks = from.next(all);
		while (acks != null) {
			answer(FromServer.newBuilder().setWriteResponse(acks));
			acks = from.next(all);
		}
	}

	private void answer(FromServer.Builder message) {
		this.answers.onNext(message.setStatus(StatusCode.SUCCESS).build().toByteArray());
	}

	@Override
	public synchronized void cut() {
		if (!this.over) {
			this.over = true;
			this.answers.onError(Status.UNAVAILABLE.withDescription("cut").asRuntimeException());
		}
	}

	@Override
	public void onError(Throwable error) {
		// The client has left: there is nobody to answer.
		end();
	}

	@Override
	public synchronized void onCompleted() {
		if (!this.over) {
			this.answers.onCompleted();
		}
		end();
	}

	private synchronized void end() {
		this.over = true;
		this.streams.remove(this);
	}

}
