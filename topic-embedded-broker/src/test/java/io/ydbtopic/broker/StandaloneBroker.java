package io.ydbtopic.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broker as a program of its own, from the classes under test.
 */
final class StandaloneBroker implements AutoCloseable {

	private static final Pattern READY = Pattern.compile("ready: (grpc://localhost:(\\d+))(/.*)");

	private final Process process;

	private final String endpoint;

	private final int port;

	private final String database;

	private StandaloneBroker(Process process, Matcher ready) {
		this.process = process;
		this.endpoint = ready.group(1);
		this.port = Integer.parseInt(ready.group(2));
		this.database = ready.group(3);
	}

	static StandaloneBroker start(int port, String... flags) throws IOException {
		return start(List.of(), port, flags);
	}

	/** With flags for its JVM. */
	static StandaloneBroker start(List<String> jvmFlags, int port, String... flags) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmFlags);
		command.addAll(
				List.of("-cp", System.getProperty("java.class.path"), BrokerMain.class.getName(), "--port", "" + port));
		command.addAll(List.of(flags));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		BufferedReader output = process.inputReader();
		String line = output.readLine();
		Matcher ready = READY.matcher(String.valueOf(line));
		if (!ready.matches()) {
			process.destroyForcibly();
			throw new IOException("The broker said '" + line + "' (expected that it is ready)");
		}
		return new StandaloneBroker(process, ready);
	}

	String endpoint() {
		return this.endpoint;
	}

	int port() {
		return this.port;
	}

	long pid() {
		return this.process.pid();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	String database() {
		return this.database;
	}

	String connectionString() {
		return this.endpoint + this.database;
	}

	void kill() throws InterruptedException {
		this.process.destroyForcibly();
		assertThat(this.process.waitFor(10, TimeUnit.SECONDS)).isTrue();
	}

	@Override
	public void close() throws InterruptedException {
		this.process.destroy();
		if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
			kill();
		}
	}

}
