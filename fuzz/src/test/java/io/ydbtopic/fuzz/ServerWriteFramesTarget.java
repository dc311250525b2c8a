package io.ydbtopic.fuzz;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.internal.write.WriteFrame;
import io.ydbtopic.client.internal.write.WriterHarness;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;

/**
 * A hostile server at the other end of a writer, on virtual time: whatever it says, each
 * message gets an ack or an error by the end of the close, and no call stays open.
 */
public final class ServerWriteFramesTarget {

	private static final int FRAMES_MAX = 32;

	private ServerWriteFramesTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		Input input = new Input(data);
		WriterHarness harness = new WriterHarness(input.number());
		int mode = input.number();
		harness.server.answersHandshake = (mode & 1) == 0;
		harness.server.acknowledges = (mode & 2) == 0;
		harness.writer.start();
		harness.runtime.advance(Duration.ofMillis(1));
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		for (byte[] frame : input.parts(FRAMES_MAX)) {
			try {
				acks.add(harness.writer.write(OutgoingMessage.of("m")));
			}
			catch (RuntimeException ex) {
				// The writer has ended, and says why.
			}
			FromServer message = parsed(frame);
			if (message != null && !harness.server.transport().calls().isEmpty()) {
				harness.server.transport().last().reply(message);
			}
			harness.runtime.advance(Duration.ofMillis(input.hasMore() ? 1 : 100));
		}
		CompletableFuture<?> closed = harness.writer.closeAsync(Duration.ofSeconds(5));
		if (!harness.runtime.runUntil(closed::isDone, Duration.ofSeconds(30))) {
			throw new AssertionError("the close has no end");
		}
		harness.runtime.advance(Duration.ofSeconds(5));
		harness.runtime.check();
		if (harness.server.transport().openCalls() != 0) {
			throw new AssertionError("calls are open after the close");
		}
		if (!acks.stream().allMatch(CompletableFuture::isDone)) {
			throw new AssertionError("a message has neither ack nor error");
		}
	}

	private static FromServer parsed(byte[] frame) {
		try {
			WriteFrame.METHOD.parseResponse(new ByteArrayInputStream(frame));
		}
		catch (StatusRuntimeException ex) {
			// The promised answer to bytes that are no message.
		}
		try {
			FromServer message = FromServer.parseFrom(frame);
			WriteFrame.METHOD.parseResponse(new ByteArrayInputStream(message.toByteArray()));
			return message;
		}
		catch (InvalidProtocolBufferException | StatusRuntimeException ex) {
			return null;
		}
	}

}
