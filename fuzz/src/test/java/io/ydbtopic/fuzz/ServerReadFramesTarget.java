package io.ydbtopic.fuzz;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.read.ReadFrame;
import io.ydbtopic.client.internal.read.ReaderHarness;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;

/**
 * A hostile server at the other end of a reader, on virtual time: whatever it says, what
 * is taken can be looked at, the reader closes within its deadline, and no call stays
 * open.
 */
public final class ServerReadFramesTarget {

	private static final int FRAMES_MAX = 32;

	private ServerReadFramesTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		Input input = new Input(data);
		ReaderHarness harness = ReaderHarness.reader(input.number());
		int more = input.number();
		int partitions = more % 3;
		harness.server.answersCommits = (more & 4) == 0;
		for (int i = 1; i <= partitions; i++) {
			harness.server.start(i, i, 0);
		}
		for (byte[] frame : input.parts(FRAMES_MAX)) {
			FromServer message = parsed(frame);
			if (message != null) {
				harness.server.transport().last().reply(message);
			}
			harness.settle();
			lookAtOne(harness);
		}
		CompletableFuture<Void> closed = harness.reader.closeAsync(Duration.ofSeconds(5));
		if (!harness.runtime.runUntil(closed::isDone, Duration.ofSeconds(30))) {
			throw new AssertionError("the close has no end");
		}
		harness.runtime.advance(Duration.ofSeconds(5));
		harness.runtime.check();
		if (harness.server.transport().openCalls() != 0) {
			throw new AssertionError("calls are open after the close");
		}
	}

	/** Null for bytes that are no message: both readers of bytes must say so. */
	private static FromServer parsed(byte[] frame) {
		boolean read;
		try {
			ReadFrame.METHOD.parseResponse(new ByteArrayInputStream(frame));
			read = true;
		}
		catch (StatusRuntimeException ex) {
			read = false;
		}
		try {
			FromServer message = FromServer.parseFrom(frame);
			if (!read) {
				// The canonical form may be one that the reader takes, or not.
				ReadFrame.METHOD.parseResponse(new ByteArrayInputStream(message.toByteArray()));
			}
			return message;
		}
		catch (InvalidProtocolBufferException | StatusRuntimeException ex) {
			return null;
		}
	}

	private static void lookAtOne(ReaderHarness harness) {
		try {
			MessageBatch<String> batch = harness.reader.receiveBatch(Duration.ZERO);
			if (batch == null) {
				return;
			}
			for (ReceivedMessage<String> message : batch.messages()) {
				String.valueOf(message);
				look(message);
			}
			batch.commit();
			harness.settle();
		}
		catch (TopicException ex) {
			// The reader has ended, and says why.
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void look(ReceivedMessage<String> message) {
		try {
			message.value();
		}
		catch (MessageUnreadableException ex) {
			// The promised answer to a payload that can't be read.
		}
		try {
			message.createdAt();
			message.writtenAt();
			message.metadata().forEach((item) -> String.valueOf(item));
			message.producerId();
			message.messageGroupId();
		}
		catch (MessageUnreadableException ex) {
			// As above.
		}
	}

}
