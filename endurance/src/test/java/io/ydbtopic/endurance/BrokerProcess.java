package io.ydbtopic.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;

/**
 * A standalone broker with a data directory, on a port that it keeps through restarts.
 */
final class BrokerProcess {

	private final int port;

	private final Path dataDir;

	private final Path log;

	private Process process;

	BrokerProcess(Path dataDir, Path log) throws IOException {
		try (ServerSocket free = new ServerSocket(0)) {
			this.port = free.getLocalPort();
		}
		this.dataDir = dataDir;
		this.log = log;
	}

	void start() throws IOException {
		this.process = Processes.java(this.log, List.of("-Xmx256m"), "io.ydbtopic.broker.BrokerMain", "--port",
				"" + this.port, "--data-dir", this.dataDir.toString(), "--topic",
				Worker.TOPIC + ":4:" + Worker.CONSUMER);
		BufferedReader output = this.process.inputReader();
		String line = output.readLine();
		if (line == null || !line.startsWith("ready: ")) {
			throw new IOException("the broker said '" + line + "' (expected that it is ready), see " + this.log);
		}
	}

	int port() {
		return this.port;
	}

	String connectionString() {
		return connectionString(this.port);
	}

	/** By another port that leads here: discovery answers with the one that was asked. */
	String connectionString(int through) {
		return "grpc://localhost:" + through + "/local";
	}

	Process process() {
		return this.process;
	}

	void restart() throws IOException, InterruptedException {
		this.process.destroyForcibly().waitFor();
		start();
	}

}
