package io.ydbtopic.client.internal.read;

import java.util.function.Supplier;

import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;

/**
 * What the streams of a reader are made with.
 *
 * @param options of each stream
 * @param policies a policy for each stream, because a policy remembers
 * @param transport of the reader's stream
 * @param replays of streams that read one partition again
 */
public record ReadStreams(StreamOptions options, Supplier<ReconnectPolicy> policies,
		StreamTransport<FromClient, ReadFrame> transport, StreamTransport<FromClient, ReadFrame> replays) {
}
