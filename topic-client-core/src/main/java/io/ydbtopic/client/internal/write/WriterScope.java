package io.ydbtopic.client.internal.write;

import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamTransport;

/**
 * What a writer stands on, and what the streams of one keyed writer share.
 *
 * @param loop which all of its state is confined to
 * @param completions where futures are completed
 * @param settlement where its messages end
 * @param meters counts; raised on the loop
 */
public record WriterScope(ClientRuntime runtime, SerialLoop loop, SerialLoop completions, StreamOptions options,
		StreamTransport<WriteFrame, WriteAnswer> transport, WriterSettings settings, Settlement settlement,
		WriterMeters meters) {
}
