package io.ydbtopic.spring.docker.compose;

import io.ydbtopic.spring.autoconfigure.TopicConnectionDetails;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/**
 * Points at a service of a compose file that runs the image
 * {@code ydbplatform/local-ydb}, or has that as its label
 * {@code org.springframework.boot.service-connection}.
 */
class YdbDockerComposeConnectionDetailsFactory extends DockerComposeConnectionDetailsFactory<TopicConnectionDetails> {

	private static final int PORT = 2136;

	YdbDockerComposeConnectionDetailsFactory() {
		super("ydbplatform/local-ydb");
	}

	@Override
	protected TopicConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new YdbDockerComposeConnectionDetails(source.getRunningService());
	}

	private static final class YdbDockerComposeConnectionDetails extends DockerComposeConnectionDetails
			implements TopicConnectionDetails {

		private final String connectionString;

		private YdbDockerComposeConnectionDetails(RunningService service) {
			super(service);
			this.connectionString = "grpc://" + service.host() + ":" + service.ports().get(PORT) + "/local";
		}

		@Override
		public String connectionString() {
			return this.connectionString;
		}

		/** The server's own idea of its port is not the one outside. */
		@Override
		public boolean isDiscoverable() {
			return false;
		}

	}

}
