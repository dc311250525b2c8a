package io.ydbtopic.endurance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts JVMs with our class path, and sends signals. */
final class Processes {

	private Processes() {
	}

	static Process java(Path log, List<String> flags, String main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(flags);
		command.addAll(List.of("-XX:TieredStopAtLevel=1",
				"-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile", ""), "-cp",
				System.getProperty("java.class.path"), main));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
	}

	static void signal(Process process, String signal) throws IOException, InterruptedException {
		run("kill", "-" + signal, "" + process.pid());
	}

	/** Runs a command to its end; whether it succeeded. */
	static boolean run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start()
			.waitFor() == 0;
	}

}
