package io.ydbtopic.sample;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own; {@link #kill()} is a real one, {@link #stop()} a SIGTERM.
 */
final class ProcessInstance implements Instance {

	private final Process process;

	ProcessInstance(Path log, List<String> arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						SampleApplication.class.getName()));
		command.addAll(arguments);
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	@Override
	public void kill() throws Exception {
		this.process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
	}

	@Override
	public void stop() throws Exception {
		this.process.destroy();
		if (!this.process.waitFor(60, TimeUnit.SECONDS)) {
			throw new AssertionError("It did not stop within a minute");
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
