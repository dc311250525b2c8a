package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.transaction.TopicTransactionManager;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;

/**
 * {@code @Transactional} for topics. Where the application has a transaction manager, say
 * of a database, that one stays the default, and the topics' own is used where its name
 * is given: {@code @Transactional("topicTransactionManager")}.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" },
		beforeName = "org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration")
@ConditionalOnClass({ TopicClient.class, PlatformTransactionManager.class })
@ConditionalOnBean(TopicClient.class)
@ConditionalOnMissingBean(TopicTransactionManager.class)
public final class TopicTransactionAutoConfiguration {

	TopicTransactionAutoConfiguration() {
	}

	/** The only one. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(TransactionManager.class)
	static class OnlyManagerConfiguration {

		@Bean
		TopicTransactionManager topicTransactionManager(TopicClient client) {
			return new TopicTransactionManager(client);
		}

	}

	/** Beside another. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(TransactionManager.class)
	@ConditionalOnMissingBean(TopicTransactionManager.class)
	static class SecondManagerConfiguration {

		@Bean(defaultCandidate = false)
		TopicTransactionManager topicTransactionManager(TopicClient client) {
			return new TopicTransactionManager(client);
		}

	}

}
