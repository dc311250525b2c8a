package io.ydbtopic.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.stub.StubServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is measured does what it claims: each client moves messages over the stub server.
 */
@Timeout(60)
class ClientsTest {

	private static Process server;

	private static int port;

	@BeforeAll
	static void start() throws IOException {
		server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), StubServer.class.getName())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		BufferedReader lines = server.inputReader();
		port = Integer.parseInt(lines.readLine());
	}

	@AfterAll
	static void stop() throws Exception {
		server.getOutputStream().close();
		assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "bare-100", "bare-1", "official", "official-tuned", "core", "core-futures" })
	void eachAckArrivesOnce(String client) throws Exception {
		AtomicInteger acks = new AtomicInteger();
		try (WriteLoad writer = ClientProcess.writer(port, client, 100)) {
			for (int i = 0; i < 250; i++) {
				writer.write(new byte[100], acks::incrementAndGet);
			}
			writer.drain();
			await().until(() -> acks.get() >= 250);
			assertThat(acks).hasValue(250);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "bare", "official", "official-each", "core", "core-each" })
	void messagesOfTheWishedSizeAreHandledWithoutEnd(String client) throws Exception {
		try (ReadLoad reader = ClientProcess.reader(port, client, "read-50-100")) {
			await().until(() -> reader.handled().messages() > 1_000);
			assertThat(reader.handled().bytes()).isGreaterThanOrEqualTo(1_000 * 100)
				.matches((bytes) -> bytes % 100 == 0);
		}
	}

}
