package io.ydbtopic.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.ClientProcess;
import io.ydbtopic.benchmarks.LatencyProcess;
import io.ydbtopic.benchmarks.stub.StubServer;

/** The stub server and, one after the other, the clients that are measured. */
final class Processes implements AutoCloseable {

	private static final long PATIENCE_SECONDS = 120;

	private final Process server;

	private final String port;

	Processes() throws IOException {
		this.server = java("-Xmx1g", StubServer.class).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		this.port = lines(this.server).get(0);
	}

	/** Figures that a client prints. */
	double[] measure(Workload workload, String client, int rounds, double seconds)
			throws IOException, InterruptedException {
		return figures(ClientProcess.class, this.port, workload.direction(), client, String.valueOf(workload.bytes()),
				String.valueOf(workload.perResponse()), String.valueOf(rounds), String.valueOf(seconds));
	}

	/** Latencies that a client prints. */
	double[] latency(String client, int bytes, int rate, double seconds) throws IOException, InterruptedException {
		return figures(LatencyProcess.class, this.port, client, String.valueOf(bytes), String.valueOf(rate),
				String.valueOf(seconds));
	}

	private static double[] figures(Class<?> program, String... arguments) throws IOException, InterruptedException {
		ProcessBuilder builder = java("-Xmx1g", program);
		builder.command().addAll(List.of(arguments));
		Process process = builder.redirectErrorStream(true).start();
		List<String> said = new ArrayList<>();
		try (BufferedReader reader = reader(process)) {
			reader.lines().forEach(said::add);
		}
		if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0 || said.isEmpty()) {
			process.destroyForcibly();
			throw new IllegalStateException(program.getSimpleName() + " " + List.of(arguments) + " failed: " + said);
		}
		String[] parts = said.get(said.size() - 1).split(" ");
		double[] figures = new double[parts.length];
		for (int i = 0; i < parts.length; i++) {
			figures[i] = Double.parseDouble(parts[i]);
		}
		return figures;
	}

	private static List<String> lines(Process process) throws IOException {
		String line = reader(process).readLine();
		if (line == null) {
			throw new IllegalStateException("the stub server did not start");
		}
		return List.of(line);
	}

	private static BufferedReader reader(Process process) {
		return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
	}

	private static ProcessBuilder java(String heap, Class<?> program) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), heap, "-cp",
						System.getProperty("java.class.path"), program.getName()));
		return new ProcessBuilder(command);
	}

	@Override
	public void close() throws IOException {
		this.server.getOutputStream().close();
		// It ends with its input; whatever hangs is ended by force.
		this.server.onExit()
			.orTimeout(10, TimeUnit.SECONDS)
			.exceptionally((late) -> this.server.destroyForcibly())
			.join();
	}

}
