package io.ydbtopic.client.admin;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is at a path of a database.
 *
 * @param name last part of the path
 * @param path the path, beginning as the one that was asked for: relative to the database
 * if that was. What takes a path takes this one
 * @param kind what it is
 * @param owner user or group that owns it; empty if the server does not tell
 * @param createdAt when it was created; {@code null} if unknown
 */
public record PathDescription(String name, String path, PathKind kind, String owner, @Nullable Instant createdAt) {

	/**
	 * Whether it is a topic.
	 */
	public boolean isTopic() {
		return this.kind == PathKind.TOPIC;
	}

	/**
	 * Whether it has entries that {@link io.ydbtopic.client.TopicAdmin#list} can show.
	 */
	public boolean isDirectory() {
		return this.kind == PathKind.DIRECTORY || this.kind == PathKind.DATABASE;
	}

}
