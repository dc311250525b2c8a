package io.ydbtopic.broker.log;

import com.google.protobuf.ByteString;

/**
 * One metadata item of a message; keys may repeat and keep their order. Immutable.
 *
 * @param key the key
 * @param value the value's bytes
 */
public record MetadataEntry(String key, ByteString value) {
}
