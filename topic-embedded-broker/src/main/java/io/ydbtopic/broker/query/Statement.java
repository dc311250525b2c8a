package io.ydbtopic.broker.query;

import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;

/**
 * A statement that the broker can carry out. Immutable.
 */
public sealed interface Statement {

	/**
	 * Nothing at all.
	 */
	record Nothing() implements Statement {
	}

	/**
	 * One row with one number.
	 *
	 * @param column the name of the column
	 * @param value the number
	 */
	record SelectNumber(String column, int value) implements Statement {
	}

	/**
	 * Makes a topic.
	 *
	 * @param request what to make
	 * @param ifMissing whether a topic that is there is fine
	 */
	record CreateTopic(CreateTopicRequest request, boolean ifMissing) implements Statement {
	}

	/**
	 * Changes a topic.
	 *
	 * @param request what to change
	 */
	record AlterTopic(AlterTopicRequest request) implements Statement {
	}

	/**
	 * Drops a topic.
	 *
	 * @param path where it is
	 * @param ifThere whether a topic that is missing is fine
	 */
	record DropTopic(String path, boolean ifThere) implements Statement {
	}

	/**
	 * Whether it changes the scheme, which transactions do not cover.
	 * @return true for statements about topics
	 */
	default boolean isScheme() {
		return this instanceof CreateTopic || this instanceof AlterTopic || this instanceof DropTopic;
	}

}
