package io.ydbtopic.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Figure;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.programs.Clients;
import io.ydbtopic.benchmarks.programs.Options;
import io.ydbtopic.benchmarks.programs.Programs;
import io.ydbtopic.benchmarks.stub.StubServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

	private static Options options(String... more) {
		return Options.of(List.of("port=" + port, "bytes=100")).with(List.of(more));
	}

	@ParameterizedTest
	@ValueSource(strings = { "bare-100", "bare-1", "official", "official-tuned", "core", "core-futures", "bean" })
	void eachAckArrivesOnce(String client) throws Exception {
		AtomicInteger acks = new AtomicInteger();
		try (WriterSource source = Clients.writers(options("client=" + client)); WriteLoad writer = source.open()) {
			for (int i = 0; i < 250; i++) {
				writer.write(new byte[100], acks::incrementAndGet);
			}
			writer.drain();
			await().until(() -> acks.get() >= 250);
			assertThat(acks).hasValue(250);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "bare", "official", "official-tuned", "official-each", "core", "core-each",
			"listener-batch", "listener-list", "listener-single" })
	void messagesOfTheWishedSizeAreHandledWithoutEnd(String client) {
		Handled handled = new Handled(null);
		try (ReadLoad reader = Clients.reader(options("client=" + client, "topic=read-50-100-2-1"), handled)) {
			await().until(() -> handled.messages() > 1_000);
			assertThat(handled.bytes()).isGreaterThanOrEqualTo(1_000 * 100).matches((bytes) -> bytes % 100 == 0);
			assertThat(reader).isNotNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "core, 2", "core, 4", "official, 2", "official, 4" })
	void compressedMessagesAreHandledAtTheirFullSize(String client, int codec) {
		Handled handled = new Handled(null);
		try (ReadLoad reader = Clients.reader(options("client=" + client, "topic=read-50-1000-1-" + codec), handled)) {
			await().until(() -> handled.messages() > 1_000);
			assertThat(handled.bytes()).isGreaterThanOrEqualTo(1_000 * 1_000).matches((bytes) -> bytes % 1_000 == 0);
			assertThat(reader).isNotNull();
		}
	}

	@Test
	void lateAcksComeInTheEnd() throws Exception {
		AtomicInteger acks = new AtomicInteger();
		try (WriterSource source = Clients.writers(options("client=core", "topic=late-100"));
				WriteLoad writer = source.open()) {
			for (int i = 0; i < 250; i++) {
				writer.write(new byte[100], acks::incrementAndGet);
			}
			writer.drain();
			await().untilAsserted(() -> assertThat(acks).hasValue(250));
		}
	}

	@Test
	void whatIsWrittenToARelayReachesItsHandler() throws Exception {
		Figure latency = Programs
			.run("handling-latency",
					options("client=core", "writer=core-futures", "topic=relay-test", "rate=500", "rounds=1",
							"seconds=0.1"))
			.figures()
			.get(Metric.P50);
		assertThat(latency).isNotNull();
		assertThat(latency.median()).isPositive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "write", "read" })
	void aClientGoesOnAfterACut(String direction) throws Exception {
		Figure gap = Programs
			.run("cut", options("client=core", "direction=" + direction, "topic=read-10-100-1-1", "cuts=1", "pause=1"))
			.figures()
			.get(Metric.GAP);
		assertThat(gap).isNotNull();
		assertThat(gap.median()).isPositive();
	}

}
