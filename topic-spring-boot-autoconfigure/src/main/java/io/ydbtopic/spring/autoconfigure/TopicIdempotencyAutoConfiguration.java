package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.jdbc.JdbcIdempotencyStore;
import io.ydbtopic.spring.listener.IdempotencyStore;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stores that listeners name by {@code dedupe}: {@code memory}, and {@code jdbc} where
 * there is a database. Made when a listener wants one.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class,
		afterName = "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration")
@ConditionalOnClass(TopicClient.class)
public final class TopicIdempotencyAutoConfiguration {

	TopicIdempotencyAutoConfiguration() {
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(name = "topicMemoryIdempotencyStore")
	IdempotencyStore topicMemoryIdempotencyStore(TopicProperties properties) {
		return new KeyedValues(TopicProperties.PREFIX + ".idempotency").check("memory-capacity",
				() -> IdempotencyStore.inMemory(properties.getIdempotency().getMemoryCapacity()));
	}

	/** Where there is a database. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcClient.class)
	@ConditionalOnSingleCandidate(JdbcClient.class)
	static class JdbcConfiguration {

		@Bean
		@Lazy
		@ConditionalOnMissingBean(name = "topicJdbcIdempotencyStore")
		JdbcIdempotencyStore topicJdbcIdempotencyStore(JdbcClient jdbc, TopicProperties properties) {
			return new KeyedValues(TopicProperties.PREFIX + ".idempotency").check("jdbc-table",
					() -> new JdbcIdempotencyStore(jdbc, properties.getIdempotency().getJdbcTable()));
		}

	}

}
