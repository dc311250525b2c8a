package io.ydbtopic.spring.core;

import org.jspecify.annotations.Nullable;

/**
 * What a writer of a template is for.
 *
 * @param client name of the cluster; {@code null} for the application's own
 * @param topic path of the topic
 * @param producerId as whom; {@code null} for the writer's own
 * @param partition where; {@code null} to leave it to the server
 */
record TemplateTarget(@Nullable String client, String topic, @Nullable String producerId,
		@Nullable Long partition) implements Comparable<TemplateTarget> {

	/** Name of the writer in logs and meters, after the prefix. */
	String name() {
		return ((this.client != null) ? this.client + ":" : "") + this.topic
				+ ((this.producerId != null) ? " as " + this.producerId : "")
				+ ((this.partition != null) ? " partition " + this.partition : "");
	}

	@Override
	public int compareTo(TemplateTarget other) {
		return name().compareTo(other.name());
	}

}
