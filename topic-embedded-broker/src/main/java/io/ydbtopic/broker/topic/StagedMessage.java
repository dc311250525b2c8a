package io.ydbtopic.broker.topic;

import java.util.Map;

/**
 * A message that waits for the commit of its transaction. Immutable.
 *
 * @param producerId who wrote it; empty without deduplication
 * @param codec the codec of the payload
 * @param sessionMeta what the write session said about itself
 * @param message the message
 */
record StagedMessage(String producerId, int codec, Map<String, String> sessionMeta, NewMessage message) {
}
