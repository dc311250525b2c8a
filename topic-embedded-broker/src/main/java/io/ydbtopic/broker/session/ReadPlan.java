package io.ydbtopic.broker.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest.TopicReadSettings;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake of a read stream asks for, checked against the catalogue. Immutable.
 *
 * @param consumer the consumer; empty for none
 * @param readerName what the reader calls itself
 * @param scaleAware whether the client understands the end of a partition
 * @param subscriptions the topics that exist
 */
record ReadPlan(String consumer, String readerName, boolean scaleAware, List<Subscription> subscriptions) {

	/**
	 * One topic of the session.
	 *
	 * @param topic the topic
	 * @param path how partition sessions name it
	 * @param consumer the consumer; null for none
	 * @param partitions the partitions that are named; empty for any
	 * @param filter what is passed over
	 */
	record Subscription(Topic topic, String path, @Nullable TopicConsumer consumer, Set<Long> partitions,
			ReadFilter filter) {
	}

	/** The absolute paths of the topics. */
	Set<String> topicPaths() {
		return this.subscriptions.stream()
			.map((subscription) -> subscription.topic().path())
			.collect(Collectors.toUnmodifiableSet());
	}

	/** What is wrong in a request whatever topics there are. */
	static void check(InitRequest request) {
		if (request.getTopicsReadSettingsCount() == 0) {
			throw RejectedException.badRequest("topics_read_settings is empty (expected at least one topic)");
		}
		request.getTopicsReadSettingsList().forEach(ReadPlan::checkSettings);
	}

	static ReadPlan of(InitRequest request, Catalogue catalogue) {
		Map<Topic, Subscription> subscriptions = new LinkedHashMap<>();
		String missing = "";
		for (TopicReadSettings settings : request.getTopicsReadSettingsList()) {
			Topic topic = catalogue.findForUse(settings.getPath(), request.getConsumer());
			if (topic == null) {
				missing = settings.getPath();
				continue;
			}
			Subscription subscription = subscription(topic, settings, request.getConsumer());
			subscriptions.merge(topic, subscription, ReadPlan::union);
		}
		if (subscriptions.isEmpty()) {
			throw RejectedException.unknownTopic(missing);
		}
		return new ReadPlan(request.getConsumer(), request.getReaderName(), request.getAutoPartitioningSupport(),
				List.copyOf(subscriptions.values()));
	}

	private static void checkSettings(TopicReadSettings settings) {
		if (settings.getPath().isEmpty()) {
			throw RejectedException
				.badRequest("A path in topics_read_settings is empty (expected the path of a topic)");
		}
		for (long partition : settings.getPartitionIdsList()) {
			if (partition < 0) {
				throw RejectedException.badRequest(
						"A partition id of topic " + settings.getPath() + " is " + partition + " (expected 0 or more)");
			}
		}
		ReadFilter.of(settings);
	}

	private static Subscription subscription(Topic topic, TopicReadSettings settings, String consumerName) {
		TopicConsumer consumer = null;
		if (!consumerName.isEmpty()) {
			consumer = topic.consumer(consumerName);
			if (consumer == null) {
				throw RejectedException.badRequest("Topic " + topic.path() + " has no consumer '" + consumerName
						+ "' (add it to the topic first)");
			}
		}
		String path = settings.getPath().startsWith("/") ? settings.getPath() : topic.path();
		return new Subscription(topic, path, consumer, Set.copyOf(settings.getPartitionIdsList()),
				ReadFilter.of(settings));
	}

	/** The same topic twice: all partitions that either names, or any. */
	private static Subscription union(Subscription first, Subscription second) {
		Set<Long> partitions = new LinkedHashSet<>();
		if (!first.partitions.isEmpty() && !second.partitions.isEmpty()) {
			partitions.addAll(first.partitions);
			partitions.addAll(second.partitions);
		}
		return new Subscription(first.topic, first.path, first.consumer, partitions, second.filter);
	}

	/** Refuses who may not read what is asked for. */
	void requireRights(AccessRules access, String user) {
		access.requireConnect(user);
		for (Subscription subscription : this.subscriptions) {
			String path = subscription.topic.path();
			access.require(user, this.consumer.isEmpty() ? path : path + "/" + this.consumer, Right.READ);
		}
	}

	/** What is told after the handshake was answered. */
	void checkPartitions() {
		for (Subscription subscription : this.subscriptions) {
			if (subscription.consumer == null && subscription.partitions.isEmpty()) {
				throw RejectedException.badRequest("Topic " + subscription.topic.path()
						+ " is read without a consumer and without partition_ids (expected one of both)");
			}
			List<Long> unknown = new ArrayList<>(subscription.partitions);
			unknown.removeIf((partition) -> subscription.topic.find(partition) != null);
			if (!unknown.isEmpty()) {
				throw RejectedException.badRequest("Topic " + subscription.topic.path() + " has no partitions "
						+ unknown + " (expected 0 to " + (subscription.topic.partitions().size() - 1) + ")");
			}
		}
	}

	Subscription of(Topic topic) {
		return this.subscriptions.stream()
			.filter((subscription) -> subscription.topic == topic)
			.findFirst()
			.orElseThrow();
	}

}
