package io.ydbtopic.cli;

import io.ydbtopic.client.OutgoingMessage;
import org.jspecify.annotations.Nullable;

/** A message of standard input; its key is null where none was asked for. */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
record InputMessage(byte @Nullable [] key, OutgoingMessage<byte[]> message) {
}
