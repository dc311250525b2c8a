package io.ydbtopic.client.internal.read;

import java.io.ByteArrayInputStream;

import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import org.jspecify.annotations.Nullable;

/**
 * Makes bytes of a server's messages, as the wire does, and frames of the bytes, as a
 * reader does.
 */
public record OverTheWire(
		StreamTransport<FromClient, FromServer> server) implements StreamTransport<FromClient, ReadFrame> {

	@Override
	public StreamCall<FromClient> open(SerialLoop loop, String traceId, StreamListener<ReadFrame> listener) {
		return this.server.open(loop, traceId, new Arrival(listener));
	}

	private record Arrival(StreamListener<ReadFrame> listener) implements StreamListener<FromServer> {

		@Override
		public void onMessage(FromServer message) {
			this.listener.onMessage(ReadFrame.METHOD.parseResponse(new ByteArrayInputStream(message.toByteArray())));
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
