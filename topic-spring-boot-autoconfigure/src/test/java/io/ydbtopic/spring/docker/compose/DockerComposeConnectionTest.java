package io.ydbtopic.spring.docker.compose;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service of a compose file is where the application connects. The service stands for
 * one of Docker and is the broker of this project.
 */
class DockerComposeConnectionTest {

	@Test
	void theApplicationConnectsToTheService() {
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:2").build())) {
			TopicConnectionDetails details = details(
					new Service("ydbplatform/local-ydb:latest", Map.of(), broker.port()));
			assertThat(details).isNotNull();
			assertThat(details.connectionString()).isEqualTo("grpc://localhost:" + broker.port() + "/local");
			assertThat(details.isDiscoverable()).isFalse();
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
				.withBean(TopicConnectionDetails.class, () -> details)
				.run((context) -> assertThat(context.getBean(TopicAdmin.class)
					.describeTopic("orders")
					.get(20, TimeUnit.SECONDS)
					.partitions()).hasSize(2));
		}
	}

	@Test
	void anyImageWithTheLabelIsTaken() {
		assertThat(details(new Service("registry.example.com/own:1",
				Map.of("org.springframework.boot.service-connection", "ydbplatform/local-ydb"), 5)))
			.isNotNull();
	}

	@Test
	void otherServicesAreLeftAlone() {
		assertThat(details(new Service("registry.example.com/other:1", Map.of(), 5))).isNull();
	}

	private static TopicConnectionDetails details(RunningService service) {
		Map<Class<?>, ConnectionDetails> found = new ConnectionDetailsFactories(null)
			.getConnectionDetails(source(service), false);
		return (TopicConnectionDetails) found.get(TopicConnectionDetails.class);
	}

	/** Boot makes these when a compose file is up; the constructor is its own. */
	private static DockerComposeConnectionSource source(RunningService service) {
		try {
			Constructor<DockerComposeConnectionSource> constructor = DockerComposeConnectionSource.class
				.getDeclaredConstructor(RunningService.class, Environment.class);
			constructor.setAccessible(true);
			return constructor.newInstance(service, new MockEnvironment());
		}
		catch (ReflectiveOperationException ex) {
			throw new AssertionError(ex);
		}
	}

	private record Service(String imageName, Map<String, String> labels, int port) implements RunningService {

		@Override
		public String name() {
			return "ydb";
		}

		@Override
		public ImageReference image() {
			return ImageReference.of(this.imageName);
		}

		@Override
		public String host() {
			return "localhost";
		}

		@Override
		public ConnectionPorts ports() {
			return new Ports(this.port);
		}

		@Override
		public Map<String, String> env() {
			return Map.of();
		}

	}

	private record Ports(int port) implements ConnectionPorts {

		@Override
		public int get(int containerPort) {
			assertThat(containerPort).isEqualTo(2136);
			return this.port;
		}

		@Override
		public List<Integer> getAll() {
			return List.of(this.port);
		}

		@Override
		public List<Integer> getAll(String protocol) {
			return getAll();
		}

	}

}
