package io.ydbtopic.benchmarks.stub;

import java.io.IOException;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import io.ydbtopic.proto.topic.SupportedCodecs;
import io.ydbtopic.proto.topic.UpdateTokenResponse;

/**
 * Acknowledges each request at once, after a look at its numbers alone. For the thread of
 * its call.
 */
final class WriteStub implements StreamObserver<byte[]> {

	private static final int INIT = 1;

	private static final int WRITE = 2;

	private static final int TOKEN = 3;

	private final ServerCallStreamObserver<byte[]> answers;

	private long offset;

	WriteStub(ServerCallStreamObserver<byte[]> answers) {
		this.answers = answers;
	}

	@Override
	public void onNext(byte[] frame) {
		try {
			CodedInputStream in = CodedInputStream.newInstance(frame);
			int tag = in.readTag();
			switch (WireFormat.getTagFieldNumber(tag)) {
				case INIT -> answer(FromServer.newBuilder()
					.setInitResponse(InitResponse.newBuilder()
						.setSessionId("session")
						.setSupportedCodecs(SupportedCodecs.newBuilder().addCodecs(1).addCodecs(2).addCodecs(4))));
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

	private void acknowledge(CodedInputStream in) throws IOException {
		int limit = in.pushLimit(in.readRawVarint32());
		WriteResponse.Builder response = WriteResponse.newBuilder();
		int tag = in.readTag();
		while (tag != 0) {
			if (WireFormat.getTagFieldNumber(tag) == 1) {
				int outer = in.pushLimit(in.readRawVarint32());
				long number = 0;
				int inner = in.readTag();
				while (inner != 0) {
					if (WireFormat.getTagFieldNumber(inner) == 1) {
						number = in.readInt64();
					}
					else {
						in.skipField(inner);
					}
					inner = in.readTag();
				}
				in.popLimit(outer);
				response.addAcksBuilder().setSeqNo(number).getWrittenBuilder().setOffset(this.offset++);
			}
			else {
				in.skipField(tag);
			}
			tag = in.readTag();
		}
		in.popLimit(limit);
		answer(FromServer.newBuilder().setWriteResponse(response));
	}

	private void answer(FromServer.Builder message) {
		this.answers.onNext(message.setStatus(StatusCode.SUCCESS).build().toByteArray());
	}

	@Override
	public void onError(Throwable error) {
		// The client has left: there is nobody to answer.
	}

	@Override
	public void onCompleted() {
		this.answers.onCompleted();
	}

}
