package io.ydbtopic.broker.query;

import java.util.List;

import io.ydbtopic.proto.topic.AlterConsumer;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;

/**
 * Reads the statements about topics, after their first two words. Pure functions, for any
 * thread.
 */
final class TopicStatements {

	private static final String TOPIC_NAME = "the path of the topic, in backticks when it has more than one part";

	private static final String CONSUMER_NAME = "the name of the consumer";

	private TopicStatements() {
	}

	static Statement create(TokenCursor cursor) {
		boolean ifMissing = cursor.tryWords("if", "not", "exists");
		CreateTopicRequest.Builder topic = CreateTopicRequest.newBuilder()
			.setPath(cursor.expectName(TOPIC_NAME).text());
		if (cursor.trySign("(") && !cursor.trySign(")")) {
			do {
				cursor.expectWords("consumer");
				topic.addConsumers(consumer(cursor));
			}
			while (cursor.trySign(","));
			cursor.expectSign(")");
		}
		if (cursor.tryWords("with")) {
			TopicOptions.create(topic, OptionList.parse(cursor));
		}
		return new Statement.CreateTopic(topic.build(), ifMissing);
	}

	private static Consumer consumer(TokenCursor cursor) {
		Consumer.Builder consumer = Consumer.newBuilder().setName(cursor.expectName(CONSUMER_NAME).text());
		if (cursor.tryWords("with")) {
			TopicOptions.create(consumer, OptionList.parse(cursor));
		}
		return consumer.build();
	}

	static Statement alter(TokenCursor cursor) {
		AlterTopicRequest.Builder topic = AlterTopicRequest.newBuilder().setPath(cursor.expectName(TOPIC_NAME).text());
		do {
			action(cursor, topic);
		}
		while (cursor.trySign(","));
		return new Statement.AlterTopic(topic.build());
	}

	private static void action(TokenCursor cursor, AlterTopicRequest.Builder topic) {
		if (cursor.tryWords("add", "consumer")) {
			topic.addAddConsumers(consumer(cursor));
		}
		else if (cursor.tryWords("drop", "consumer")) {
			topic.addDropConsumers(cursor.expectName(CONSUMER_NAME).text());
		}
		else if (cursor.tryWords("alter", "consumer")) {
			topic.addAlterConsumers(alterConsumer(cursor));
		}
		else if (cursor.tryWords("set")) {
			TopicOptions.alter(topic, OptionList.parse(cursor));
		}
		else {
			throw cursor.unexpected("ADD CONSUMER, DROP CONSUMER, ALTER CONSUMER or SET");
		}
	}

	private static AlterConsumer alterConsumer(TokenCursor cursor) {
		AlterConsumer.Builder consumer = AlterConsumer.newBuilder().setName(cursor.expectName(CONSUMER_NAME).text());
		if (cursor.tryWords("set")) {
			List<Option> options = OptionList.parse(cursor);
			TopicOptions.alter(consumer, options);
		}
		else if (cursor.tryWords("reset")) {
			TopicOptions.reset(consumer, OptionList.names(cursor));
		}
		else {
			throw cursor.unexpected("SET or RESET");
		}
		return consumer.build();
	}

	static Statement drop(TokenCursor cursor) {
		boolean ifThere = cursor.tryWords("if", "exists");
		return new Statement.DropTopic(cursor.expectName(TOPIC_NAME).text(), ifThere);
	}

}
