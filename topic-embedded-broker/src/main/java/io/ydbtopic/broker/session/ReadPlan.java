package io.ydbtopic.broker.session;

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

	/** How many of the unknown partitions an error names. */
	private static final int UNKNOWN_NAMED_MAX = 10;

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
		Map<Topic, Asked> subscriptions = new LinkedHashMap<>();
		String missing = "";
		for (TopicReadSettings settings : request.getTopicsReadSettingsList()) {
			Topic topic = catalogue.findForUse(settings.getPath(), request.getConsumer());
			if (topic == null) {
				missing = settings.getPath();
				continue;
			}
			subscriptions.computeIfAbsent(topic, (first) -> new Asked(topic, settings, request.getConsumer()))
				.add(settings);
		}
		if (subscriptions.isEmpty()) {
			throw RejectedException.unknownTopic(missing);
		}
		return new ReadPlan(request.getConsumer(), request.getReaderName(), request.getAutoPartitioningSupport(),
				subscriptions.values().stream().map(Asked::subscription).toList());
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

	/** What a request wants of one topic, which it may name many times. */
	private static final class Asked {

		private final Topic topic;

		private final @Nullable TopicConsumer consumer;

		/** As in the first place where the topic is named. */
		private final String path;

		private final Set<Long> partitions = new LinkedHashSet<>();

		/** Some place names no partitions. */
		private boolean any;

		/** Of the last place. */
		private ReadFilter filter = ReadFilter.NONE;

		Asked(Topic topic, TopicReadSettings first, String consumerName) {
			this.topic = topic;
			this.path = first.getPath().startsWith("/") ? first.getPath() : topic.path();
			this.consumer = consumerName.isEmpty() ? null : topic.consumer(consumerName);
			if (this.consumer == null && !consumerName.isEmpty()) {
				throw RejectedException.badRequest("Topic " + topic.path() + " has no consumer '" + consumerName
						+ "' (add it to the topic first)");
			}
		}

		void add(TopicReadSettings settings) {
			this.partitions.addAll(settings.getPartitionIdsList());
			this.any |= settings.getPartitionIdsCount() == 0;
			this.filter = ReadFilter.of(settings);
		}

		/** All partitions that are named, or any. */
		Subscription subscription() {
			return new Subscription(this.topic, this.path, this.consumer, this.any ? Set.of() : this.partitions,
					this.filter);
		}

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
			List<Long> unknown = subscription.partitions.stream()
				.filter((partition) -> subscription.topic.find(partition) == null)
				.limit(UNKNOWN_NAMED_MAX)
				.toList();
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
