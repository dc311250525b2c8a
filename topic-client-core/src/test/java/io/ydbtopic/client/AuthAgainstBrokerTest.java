package io.ydbtopic.client;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.observe.StreamState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who a client is, against a broker that lets nobody else in. */
@Timeout(60)
class AuthAgainstBrokerTest {

	private static EmbeddedBroker broker() {
		return EmbeddedBroker.start(BrokerOptions.builder()
			.requireToken(true)
			.user("ann", "s3cret")
			.token("first")
			.token("second")
			.topic(TopicSpec.parse("orders:1:billing"))
			.build());
	}

	private static TopicClient client(EmbeddedBroker broker, TokenProvider tokens) {
		return TopicClient.open(TopicClientSettings.builder(broker.connectionString())
			.tokens(tokens)
			.tokenRefresh(Duration.ofMillis(20))
			.build());
	}

	@Test
	void aUserWritesAndReads() throws InterruptedException {
		try (EmbeddedBroker broker = broker(); TopicClient client = client(broker, new StaticLogin("ann", "s3cret"))) {
			writeAndRead(client);
		}
	}

	private static void writeAndRead(TopicClient client) throws InterruptedException {
		try (TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string());
				TopicReader<String> reader = client.reader(ReaderSettings.of("billing", "orders"),
						Deserializer.string())) {
			writer.write("hello").join();
			ReceivedMessage<String> message = reader.receive(Duration.ofSeconds(10));
			assertThat(message).isNotNull();
			assertThat(message.value()).isEqualTo("hello");
			message.commit().join();
		}
	}

	@Test
	void aWrongPasswordEndsTheWriterWithTheReason() {
		try (EmbeddedBroker broker = broker()) {
			TopicClient client = client(broker, new StaticLogin("ann", "guess"));
			TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string());
			assertThatThrownBy(() -> writer.write("hello").join()).hasRootCauseInstanceOf(TopicException.class)
				.rootCause()
				.satisfies((error) -> assertThat(((TopicException) error).status()).isEqualTo(StatusCode.UNAUTHORIZED))
				.hasMessageContaining("login of 'ann'")
				.hasMessageNotContaining("guess");
			assertThat(writer.status().state()).isEqualTo(StreamState.FAILED);
			assertThatThrownBy(() -> client.admin().describeTopic("orders").join())
				.hasMessageContaining("login of 'ann'");
			assertThatThrownBy(client::close).isInstanceOf(UndeliveredMessagesException.class);
		}
	}

	@Test
	void aFileThatRotatesReachesAStreamThatIsIdle(@TempDir Path directory) throws Exception {
		Path file = Files.writeString(directory.resolve("token"), "first\n");
		try (EmbeddedBroker broker = broker(); TopicClient client = client(broker, TokenProvider.file(file))) {
			writeAndRead(client);
			try (TopicReader<String> idle = client.reader(ReaderSettings.of("billing", "orders"),
					Deserializer.string())) {
				idle.ready().join();
				Files.writeString(file, "revoked\n");
				await().untilAsserted(
						() -> assertThat(idle.status().lastError()).isNotNull().hasMessageNotContaining("revoked"));
				Files.writeString(file, "second\n");
				await().until(() -> idle.status().state() == StreamState.CONNECTED);
			}
		}
	}

	@Test
	void aMissingTokenIsToldOnTheFirstConnect() {
		try (EmbeddedBroker broker = broker()) {
			TopicClient client = client(broker, TokenProvider.anonymous());
			TopicWriter<String> writer = client.writer(WriterSettings.of("orders"), Serializer.string());
			assertThatThrownBy(() -> writer.write("hello").join()).hasStackTraceContaining("A token is required");
			assertThatThrownBy(client::close).isInstanceOf(UndeliveredMessagesException.class);
		}
	}

}
