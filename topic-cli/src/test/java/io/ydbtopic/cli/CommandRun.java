package io.ydbtopic.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One run of the command line inside the test's JVM. */
final class CommandRun {

	private final Interrupt interrupt = new Interrupt();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final StringWriter err = new StringWriter();

	private InputStream in = InputStream.nullInputStream();

	private OutputStream target = this.out;

	private int exitCode;

	static CommandRun of(String... arguments) {
		return new CommandRun().run(arguments);
	}

	CommandRun input(String text) {
		this.in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
		return this;
	}

	CommandRun input(InputStream stream) {
		this.in = stream;
		return this;
	}

	CommandRun output(OutputStream stream) {
		this.target = stream;
		return this;
	}

	CommandRun run(String... arguments) {
		Terminal terminal = new Terminal(this.in, this.target, new PrintWriter(this.err, true), this.interrupt, false);
		this.exitCode = TopicMain.commandLine(terminal).execute(arguments);
		return this;
	}

	Interrupt interrupt() {
		return this.interrupt;
	}

	int exitCode() {
		return this.exitCode;
	}

	String out() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	List<String> lines() {
		return out().lines().toList();
	}

	String err() {
		return this.err.toString();
	}

}
