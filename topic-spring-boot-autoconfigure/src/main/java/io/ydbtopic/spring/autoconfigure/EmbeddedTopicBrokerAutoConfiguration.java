package io.ydbtopic.spring.autoconfigure;

import java.nio.file.Path;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.broker.fault.TopicFaults;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * A broker inside the application, for a first run without a server.
 */
@AutoConfiguration(before = TopicAutoConfiguration.class)
@ConditionalOnClass(EmbeddedBroker.class)
@ConditionalOnBooleanProperty("ydb.topic.embedded.enabled")
@ConditionalOnMissingBean(TopicConnectionDetails.class)
@EnableConfigurationProperties(TopicProperties.class)
public final class EmbeddedTopicBrokerAutoConfiguration {

	EmbeddedTopicBrokerAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	EmbeddedBroker embeddedTopicBroker(TopicProperties properties) {
		TopicProperties.Embedded embedded = properties.getEmbedded();
		KeyedValues values = new KeyedValues(TopicProperties.PREFIX + ".embedded");
		BrokerOptions.Builder options = BrokerOptions.builder();
		values.set("port", embedded.getPort(), options::port);
		values.set("database", embedded.getDatabase(), options::database);
		Path directory = embedded.getDataDir();
		values.set("data-dir", directory, options::dataDir);
		embedded.getTopics()
			.forEach((name, topic) -> values.set("topics." + name, topic,
					(given) -> options.topic(new TopicSpec(name, given.getPartitions(), given.getConsumers()))));
		return EmbeddedBroker.start(options.build());
	}

	@Bean
	@ConditionalOnMissingBean
	TopicFaults embeddedTopicFaults(EmbeddedBroker broker) {
		return broker.faults();
	}

	@Bean
	EmbeddedBrokerConnectionDetails embeddedTopicConnectionDetails(EmbeddedBroker broker) {
		return new EmbeddedBrokerConnectionDetails(broker);
	}

}
