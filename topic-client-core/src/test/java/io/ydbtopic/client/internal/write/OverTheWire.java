package io.ydbtopic.client.internal.write;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of a writer's frames, as the wire does, and messages of the bytes, as a
 * server does.
 */
public record OverTheWire(
		StreamTransport<FromClient, FromServer> server) implements StreamTransport<WriteFrame, WriteAnswer> {

	@Override
	public StreamCall<WriteFrame> open(SerialLoop loop, String traceId, StreamListener<WriteAnswer> listener) {
		return new Call(this.server.open(loop, traceId, new Arrival(listener)));
	}

	private record Call(StreamCall<FromClient> server) implements StreamCall<WriteFrame> {

		@Override
		public void send(WriteFrame frame) {
			try {
				byte[] bytes = WriteFrame.METHOD.streamRequest(frame).readAllBytes();
				this.server.send(FromClient.parseFrom(bytes));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public boolean isReady() {
			return this.server.isReady();
		}

		@Override
		public @Nullable String token() {
			return this.server.token();
		}

		@Override
		public void request(int messages) {
			this.server.request(messages);
		}

		@Override
		public void halfClose() {
			this.server.halfClose();
		}

		@Override
		public void cancel(String reason) {
			this.server.cancel(reason);
		}

	}

	private record Arrival(StreamListener<WriteAnswer> listener) implements StreamListener<FromServer> {

		@Override
		public void onMessage(FromServer message) {
			this.listener.onMessage(WriteFrame.METHOD.parseResponse(new ByteArrayInputStream(message.toByteArray())));
		}

		@Override
		public void onReady() {
			this.listener.onReady();
		}

		@Override
		public void onClosed(@Nullable TopicException error) {
			this.listener.onClosed(error);
		}

	}

}
