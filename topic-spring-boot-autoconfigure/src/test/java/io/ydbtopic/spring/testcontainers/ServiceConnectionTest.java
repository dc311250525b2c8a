package io.ydbtopic.spring.testcontainers;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A container marked as a service connection is where the application connects. The
 * container stands for one of Docker and is the broker of this project.
 */
@SpringBootTest(classes = ServiceConnectionTest.Application.class,
		properties = "ydb.topic.connection-string=grpc://nowhere.invalid:1/local")
class ServiceConnectionTest {

	@ServiceConnection
	static final BrokerAsContainer YDB = new BrokerAsContainer();

	@Autowired
	TopicConnectionDetails details;

	@Autowired
	TopicAdmin admin;

	@AfterAll
	static void stop() {
		YDB.stop();
	}

	@Test
	void theApplicationConnectsToTheContainerWhateverThePropertiesSay() throws Exception {
		assertThat(this.details.connectionString())
			.isEqualTo("grpc://" + YDB.getHost() + ":" + YDB.getMappedPort(2136) + "/local");
		assertThat(this.details.isDiscoverable()).isFalse();
		assertThat(this.admin.describeTopic("orders").get(20, TimeUnit.SECONDS).partitions()).hasSize(2);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TopicAutoConfiguration.class)
	static class Application {

	}

	static final class BrokerAsContainer extends GenericContainer<BrokerAsContainer> {

		private EmbeddedBroker broker;

		BrokerAsContainer() {
			super(DockerImageName.parse("ydbplatform/local-ydb:latest"));
		}

		/** Without asking Docker whether it has the image. */
		@Override
		public String getDockerImageName() {
			return "ydbplatform/local-ydb:latest";
		}

		@Override
		public synchronized void start() {
			if (this.broker == null) {
				this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:2").build());
			}
		}

		@Override
		public synchronized void stop() {
			if (this.broker != null) {
				this.broker.close();
			}
		}

		@Override
		public boolean isRunning() {
			return this.broker != null;
		}

		@Override
		public String getHost() {
			return "localhost";
		}

		@Override
		public Integer getMappedPort(int originalPort) {
			assertThat(originalPort).isEqualTo(2136);
			return this.broker.port();
		}

	}

}
