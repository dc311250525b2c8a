package io.ydbtopic.spring.testcontainers;

import java.util.List;

import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.testcontainers.containers.Container;

/**
 * Points at a container that is marked with {@code @ServiceConnection} and runs the image
 * {@code ydbplatform/local-ydb}, or any other under the name {@code ydb}.
 */
class YdbContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, TopicConnectionDetails> {

	private static final List<String> NAMES = List.of("ydbplatform/local-ydb", "ydb");

	private static final int PORT = 2136;

	YdbContainerConnectionDetailsFactory() {
		super(NAMES);
	}

	@Override
	protected TopicConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new YdbContainerConnectionDetails(source);
	}

	private static final class YdbContainerConnectionDetails extends ContainerConnectionDetails<Container<?>>
			implements TopicConnectionDetails {

		private YdbContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public String connectionString() {
			Container<?> container = getContainer();
			return "grpc://" + container.getHost() + ":" + container.getMappedPort(PORT) + "/local";
		}

		/** The server's own idea of its port is not the one outside. */
		@Override
		public boolean isDiscoverable() {
			return false;
		}

	}

}
