package io.ydbtopic.broker.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.Lease;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.topic.Consumer;

/**
 * What is stored, and who reads it. Safe for use by many threads.
 */
final class TopicViews {

	private final Catalogue catalogue;

	TopicViews(Catalogue catalogue) {
		this.catalogue = catalogue;
	}

	/** All topics with their partitions and consumers. */
	List<Map<String, Object>> list() {
		return this.catalogue.topics().stream().map(TopicViews::topic).toList();
	}

	private static Map<String, Object> topic(Topic topic) {
		Map<String, Object> view = new LinkedHashMap<>();
		view.put("topic", topic.path());
		view.put("partitions", topic.partitions().stream().map((partition) -> partition(topic, partition)).toList());
		return view;
	}

	private static Map<String, Object> partition(Topic topic, Partition partition) {
		Map<String, Object> view = new LinkedHashMap<>();
		view.put("partition", partition.id());
		view.put("active", partition.active());
		view.put("start", partition.startOffset());
		view.put("end", partition.endOffset());
		List<Map<String, Object>> consumers = new ArrayList<>();
		for (Consumer settings : topic.settings().consumers()) {
			TopicConsumer consumer = topic.consumer(settings.getName());
			if (consumer != null) {
				consumers.add(consumer(consumer, partition));
			}
		}
		view.put("consumers", consumers);
		return view;
	}

	private static Map<String, Object> consumer(TopicConsumer consumer, Partition partition) {
		Map<String, Object> view = new LinkedHashMap<>();
		view.put("consumer", consumer.name());
		view.put("committed", consumer.committedOffset(partition.id()));
		Lease lease = consumer.lease(partition.id());
		if (lease != null) {
			view.put("session", lease.member().sessionId());
		}
		return view;
	}

}
