package io.ydbtopic.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The program as a process of its own: pipes, signals and exit codes. */
@Timeout(120)
class ProgramTest {

	/** CI moves a million lines through the same commands afterwards. */
	private static final int MESSAGES = Integer.getInteger("topic.lines", 50_000);

	private final List<Process> programs = new ArrayList<>();

	private EmbeddedBroker broker;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().port(0).build());
		this.broker.createTopic(new TopicSpec("orders", 1, List.of("billing")));
	}

	@AfterEach
	void stop() {
		this.programs.forEach(Process::destroyForcibly);
		this.broker.close();
	}

	private Process program(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m", "-cp",
						System.getProperty("java.class.path"), TopicMain.class.getName()));
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("YDB_TOPIC_ENDPOINT", this.broker.connectionString());
		Process program = builder.start();
		this.programs.add(program);
		return program;
	}

	private static CompletableFuture<String> text(Process process) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	private static void feed(OutputStream stdin, LongStream numbers) throws IOException {
		try (OutputStream out = new BufferedOutputStream(stdin, 1 << 16)) {
			for (long number : (Iterable<Long>) numbers::iterator) {
				out.write((number + "\n").getBytes(StandardCharsets.US_ASCII));
			}
		}
	}

	@Test
	void allLinesGoInAndComeOutInOrder() throws Exception {
		Process write = program("write", "orders");
		CompletableFuture<String> said = text(write);
		feed(write.getOutputStream(), LongStream.rangeClosed(1, MESSAGES));
		assertThat(write.waitFor()).as(said.join()).isZero();

		Process read = program("read", "orders");
		long expected = 0;
		try (BufferedReader lines = read.inputReader(StandardCharsets.US_ASCII)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				expected++;
				if (Long.parseLong(line) != expected) {
					assertThat(line).isEqualTo(String.valueOf(expected));
				}
			}
		}
		assertThat(expected).isEqualTo(MESSAGES);
		assertThat(read.waitFor()).isZero();
	}

	@Test
	void anInterruptedWriteLosesNothingThatItCallsAcknowledged() throws Exception {
		assumeThatInterruptsReachPrograms();
		Process write = program("write", "orders");
		CompletableFuture<String> said = text(write);
		CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> {
			try {
				feed(write.getOutputStream(), LongStream.iterate(1, (number) -> number + 1));
			}
			catch (IOException ex) {
				// The program has ended, as it was told to.
			}
		});
		await().atMost(60, TimeUnit.SECONDS).until(() -> this.broker.endOffset("orders", 0) > 10_000);
		interrupt(write);
		assertThat(write.waitFor(60, TimeUnit.SECONDS)).isTrue();
		feeding.join();
		assertThat(write.exitValue()).isEqualTo(130);
		Matcher counts = Pattern.compile("interrupted; (\\d+) of (\\d+) messages acknowledged").matcher(said.join());
		assertThat(counts.find()).as(said.join()).isTrue();
		long acknowledged = Long.parseLong(counts.group(1));
		assertThat(acknowledged).isEqualTo(Long.parseLong(counts.group(2)));
		assertThat(this.broker.endOffset("orders", 0)).isEqualTo(acknowledged);
	}

	@Test
	void anInterruptedReadCommitsNoMoreThanItHasPrinted() throws Exception {
		assumeThatInterruptsReachPrograms();
		Process write = program("write", "orders");
		CompletableFuture<String> said = text(write);
		feed(write.getOutputStream(), LongStream.rangeClosed(1, 200_000));
		assertThat(write.waitFor()).as(said.join()).isZero();

		Process read = program("read", "orders", "-c", "billing", "-f");
		long printed = 0;
		try (BufferedReader lines = read.inputReader(StandardCharsets.US_ASCII)) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				printed = Long.parseLong(line);
				if (printed == 50_000) {
					interrupt(read);
				}
			}
		}
		assertThat(read.waitFor()).isEqualTo(130);
		assertThat(this.broker.committedOffset("orders", 0, "billing")).isPositive().isLessThanOrEqualTo(printed);
	}

	@Test
	void aFailureIsOneLineAndACode() throws Exception {
		Process read = program("read", "nothing");
		CompletableFuture<String> said = text(read);
		assertThat(read.waitFor()).isEqualTo(1);
		assertThat(said.join()).startsWith("topic: ").contains("nothing").hasLineCount(1);
	}

	/**
	 * What is started in the background of a shell may have SIGINT ignored, with its
	 * children.
	 */
	private static void assumeThatInterruptsReachPrograms() throws IOException, InterruptedException {
		Process sleep = new ProcessBuilder("sleep", "60").start();
		interrupt(sleep);
		boolean ended = sleep.waitFor(5, TimeUnit.SECONDS);
		sleep.destroyForcibly();
		assumeThat(ended).as("SIGINT ends a process").isTrue();
	}

	private static void interrupt(Process process) throws IOException, InterruptedException {
		Process kill = new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
		assumeThat(kill.waitFor()).as("kill -INT").isZero();
	}

}
