package io.ydbtopic.client.internal.read;

import java.time.Duration;

import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;

/**
 * Opens read streams for the topics that patterns stand for at that moment, and ends one
 * when they stand for others. Nothing above it knows: the reader connects again as after
 * any lost stream.
 */
public final class PatternTransport implements StreamTransport<FromClient, ReadFrame> {

	private final StreamTransport<FromClient, ReadFrame> inner;

	private final TopicMatches matches;

	private final Duration interval;

	/**
	 * A transport.
	 * @param interval how often the directories are listed
	 */
	public PatternTransport(StreamTransport<FromClient, ReadFrame> inner, TopicMatches matches, Duration interval) {
		this.inner = inner;
		this.matches = matches;
		this.interval = interval;
	}

	@Override
	public StreamCall<FromClient> open(SerialLoop loop, String traceId, StreamListener<ReadFrame> listener) {
		PatternCall call = new PatternCall(loop, traceId, listener, this.inner, this.matches, this.interval);
		call.find();
		return call;
	}

}
