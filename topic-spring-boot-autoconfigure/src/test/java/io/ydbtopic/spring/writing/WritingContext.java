package io.ydbtopic.spring.writing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.spring.autoconfigure.EmbeddedTopicBrokerAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * An application with a broker inside.
 */
final class WritingContext {

	final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class,
				EmbeddedTopicBrokerAutoConfiguration.class, TopicAutoConfiguration.class))
		.withPropertyValues("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=2",
				"ydb.topic.embedded.topics.orders.consumers=billing", "ydb.topic.embedded.topics.misc.partitions=1",
				"ydb.topic.embedded.topics.misc.consumers=billing", "spring.application.name=shop");

	/** All messages of a topic, partition by partition. */
	static List<StoredRecord> records(ApplicationContext context, String topic) {
		EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
		List<StoredRecord> records = new ArrayList<>(broker.records(topic, 0));
		if (topic.equals("orders")) {
			records.addAll(broker.records(topic, 1));
		}
		return records;
	}

	static StoredRecord only(ApplicationContext context, String topic) {
		List<StoredRecord> records = records(context, topic);
		if (records.size() != 1) {
			throw new AssertionError(records.size() + " messages in " + topic);
		}
		return records.get(0);
	}

	static String text(StoredRecord record) {
		return record.data().toString(StandardCharsets.UTF_8);
	}

	static Map<String, String> metadata(StoredRecord record) {
		Map<String, String> items = new LinkedHashMap<>();
		record.metadata().forEach((item) -> items.put(item.key(), item.value().toString(StandardCharsets.UTF_8)));
		return items;
	}

}
