package io.ydbtopic.spring.core;

import io.ydbtopic.client.WriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A writer that an application has by name.
 *
 * @param settings where and how it writes
 * @param contentType written with each message as a metadata item; {@code null} for none
 */
public record WriterDefinition(WriterSettings settings, @Nullable String contentType) {
}
