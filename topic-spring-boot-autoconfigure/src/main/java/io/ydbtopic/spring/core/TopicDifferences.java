package io.ydbtopic.spring.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;

/**
 * Where a topic is not what it should be. What a definition leaves to the server is not
 * compared. Immutable.
 *
 * @param missingConsumers consumers that it should have
 * @param others the rest, each in words
 */
record TopicDifferences(List<ConsumerConfig> missingConsumers, List<String> others) {

	static TopicDifferences of(TopicDefinition definition, TopicDescription found) {
		TopicConfig wanted = definition.config();
		TopicConfig is = found.config();
		List<ConsumerConfig> missing = wanted.consumers()
			.stream()
			.filter((consumer) -> is.consumers().stream().noneMatch((each) -> each.name().equals(consumer.name())))
			.toList();
		List<String> others = new ArrayList<>();
		if (found.partitions().size() < wanted.partitions()) {
			others.add("it has " + found.partitions().size() + " partitions (expected: at least " + wanted.partitions()
					+ ")");
		}
		if (!wanted.retention().equals(Duration.ZERO) && !wanted.retention().equals(is.retention())) {
			others.add("its retention is " + is.retention() + " (expected: " + wanted.retention() + ")");
		}
		if (wanted.retentionStorageMb() > 0 && wanted.retentionStorageMb() != is.retentionStorageMb()) {
			others.add("its retention is " + is.retentionStorageMb() + " MB (expected: " + wanted.retentionStorageMb()
					+ ")");
		}
		if (!wanted.supportedCodecs().isEmpty() && !wanted.supportedCodecs().equals(is.supportedCodecs())) {
			others.add("its codecs are " + is.supportedCodecs() + " (expected: " + wanted.supportedCodecs() + ")");
		}
		if (wanted.autoPartitioning().strategy() != TopicConfig.defaults().autoPartitioning().strategy()
				&& wanted.autoPartitioning().strategy() != is.autoPartitioning().strategy()) {
			others.add("its partitions follow the load by " + is.autoPartitioning().strategy() + " (expected: "
					+ wanted.autoPartitioning().strategy() + ")");
		}
		return new TopicDifferences(missing, others);
	}

	/** All of them, in words. */
	List<String> texts() {
		List<String> texts = new ArrayList<>();
		this.missingConsumers.forEach((consumer) -> texts.add("it has no consumer '" + consumer.name() + "'"));
		texts.addAll(this.others);
		return texts;
	}

}
