package io.ydbtopic.spring.testcontainers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same against the real server, where there is Docker.
 */
@EnabledIf(value = "dockerIsThere", disabledReason = "There is no Docker here")
@SpringBootTest(classes = LocalYdbContainerTest.Application.class)
class LocalYdbContainerTest {

	@Autowired
	TopicAdmin admin;

	static boolean dockerIsThere() {
		return DockerClientFactory.instance().isDockerAvailable();
	}

	@Test
	void aTopicIsMadeOnTheServerInTheContainer() throws Exception {
		this.admin.createTopic("orders", TopicConfig.builder().partitions(2).build()).get(60, TimeUnit.SECONDS);
		assertThat(this.admin.describeTopic("orders").get(60, TimeUnit.SECONDS).partitions()).hasSize(2);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TopicAutoConfiguration.class)
	static class Application {

		@Bean
		@ServiceConnection
		GenericContainer<?> ydb() {
			return new GenericContainer<>("ydbplatform/local-ydb:24.4").withExposedPorts(2136)
				.withEnv("YDB_USE_IN_MEMORY_PDISKS", "true")
				.withStartupTimeout(Duration.ofMinutes(3));
		}

	}

}
