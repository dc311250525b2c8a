package io.ydbtopic.spring.test.docs;

import java.time.Duration;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.spring.core.TopicDefinition;
import io.ydbtopic.spring.test.EmbeddedTopicBroker;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of docs/topics.md at work.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "ydb.topic.provisioning=create")
@EmbeddedTopicBroker
class TopicsDocTest {

	@Autowired
	TopicAdmin admin;

	@Test
	void theTopicsAreMadeAsDefined() throws Exception {
		TopicDescription orders = this.admin.describeTopic("orders").get();
		assertThat(orders.partitions()).hasSize(4);
		assertThat(orders.config().consumers()).extracting(ConsumerConfig::name).containsExactly("billing", "audit");
		TopicDescription bills = this.admin.describeTopic("bills").get();
		assertThat(bills.config().retention()).isEqualTo(Duration.ofDays(7));
	}

	@Configuration
	@EnableAutoConfiguration
	static class Topics {

		// tag::beans[]
		@Bean
		TopicDefinition orders() {
			return TopicDefinition.of("orders", 4, "billing", "audit");
		}

		@Bean
		TopicDefinition bills() {
			return TopicDefinition.of("bills",
					TopicConfig.builder().partitions(2).retention(Duration.ofDays(7)).consumer("archive").build());
		}
		// end::beans[]

	}

}
