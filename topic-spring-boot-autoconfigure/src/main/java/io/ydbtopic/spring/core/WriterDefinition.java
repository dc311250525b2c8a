package io.ydbtopic.spring.core;

import io.ydbtopic.client.WriterSettings;
import org.jspecify.annotations.Nullable;

/**
 * A writer that an application has by name.
 *
 * @param settings where and how it writes
 * @param contentType written with each message as a metadata item; {@code null} for what
 * the conversion says
 * @param cloudEvents makes a CloudEvent of each message; {@code null} for none
 */
public record WriterDefinition(WriterSettings settings, @Nullable String contentType,
		@Nullable CloudEventDefaults cloudEvents) {

	/**
	 * A writer of plain messages.
	 */
	public WriterDefinition(WriterSettings settings, @Nullable String contentType) {
		this(settings, contentType, null);
	}

	/** The same writer with other settings. */
	WriterDefinition with(WriterSettings other) {
		return new WriterDefinition(other, this.contentType, this.cloudEvents);
	}

}
