package io.ydbtopic.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.ClientProcess;
import io.ydbtopic.benchmarks.kafka.KafkaServer;
import io.ydbtopic.benchmarks.measure.Figure;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.stub.StubServer;
import org.jspecify.annotations.Nullable;

/**
 * The servers and, one after the other, the clients that are measured. Kafka's broker is
 * there only while its clients are measured: it is busy even when it is idle.
 */
final class Processes implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 240;

	private final Process stub;

	private final String port;

	private @Nullable Process kafka;

	private String kafkaServers = "";

	Processes() throws IOException {
		this.stub = java("1g", StubServer.class).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		this.port = awaitLine(this.stub, "");
	}

	/** Figures that a client prints. */
	Map<Metric, Figure> measure(Cell cell) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of(cell.program(), "port=" + this.port));
		arguments.addAll(cell.options());
		if (cell.needsKafka()) {
			startKafka();
			arguments.add("servers=" + this.kafkaServers);
		}
		else {
			stopKafka();
		}
		ProcessBuilder builder = java(cell.heap(), ClientProcess.class);
		builder.command().addAll(arguments);
		Process process = builder.redirectErrorStream(true).start();
		List<String> said = new ArrayList<>();
		CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
			try (BufferedReader reader = process.inputReader()) {
				reader.lines().forEach(said::add);
			}
			catch (IOException ex) {
				said.add(ex.toString());
			}
		});
		if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
			process.destroyForcibly();
			reading.join();
			throw new IllegalStateException(arguments + " had no end after " + PATIENCE_SECONDS + " s: " + said);
		}
		reading.join();
		Map<Metric, Figure> figures = figures(said);
		if (process.exitValue() != 0 || figures.isEmpty()) {
			throw new IllegalStateException(arguments + " failed: " + String.join("\n", said));
		}
		return figures;
	}

	private static Map<Metric, Figure> figures(List<String> lines) {
		Map<Metric, Figure> figures = new EnumMap<>(Metric.class);
		for (String line : lines) {
			if (line.startsWith(ClientProcess.MARK + "\t")) {
				String[] parts = line.split("\t", 3);
				figures.put(Metric.valueOf(parts[1]), Figure.parse(parts[2]));
			}
		}
		return figures;
	}

	private void startKafka() throws IOException {
		if (this.kafka == null) {
			Process started = java("1g", KafkaServer.class).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			this.kafka = started;
			this.kafkaServers = awaitLine(started, "ready ");
		}
	}

	private void stopKafka() throws IOException {
		if (this.kafka != null) {
			stop(this.kafka);
			this.kafka = null;
		}
	}

	private static String awaitLine(Process process, String prefix) throws IOException {
		BufferedReader reader = process.inputReader();
		String line = reader.readLine();
		while (line != null && !line.startsWith(prefix)) {
			line = reader.readLine();
		}
		if (line == null) {
			throw new IllegalStateException("a server did not start");
		}
		return line.substring(prefix.length());
	}

	private static ProcessBuilder java(String heap, Class<?> program) {
		return new ProcessBuilder(
				new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-Xmx" + heap, "-XX:-UseDynamicNumberOfCompilerThreads", "-cp",
						System.getProperty("java.class.path"), program.getName())));
	}

	private static void stop(Process server) throws IOException {
		server.getOutputStream().close();
		// It ends with its input; whatever hangs is ended by force.
		server.onExit().orTimeout(20, TimeUnit.SECONDS).exceptionally((late) -> server.destroyForcibly()).join();
	}

	@Override
	public void close() throws IOException {
		stopKafka();
		stop(this.stub);
	}

}
