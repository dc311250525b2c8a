package io.ydbtopic.spring.core;

import org.jspecify.annotations.Nullable;

/**
 * How a writer makes a CloudEvent of each message.
 *
 * @param source where its events happen, a URI reference
 * @param type what happens; {@code null} for the name of the payload's type
 */
public record CloudEventDefaults(String source, @Nullable String type) {
}
