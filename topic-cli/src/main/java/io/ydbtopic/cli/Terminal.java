package io.ydbtopic.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;

/**
 * What a command talks to.
 *
 * @param in standard input, as bytes
 * @param out standard output, as bytes and without a buffer
 * @param err standard error
 * @param interrupt raised by Ctrl-C
 * @param interactive whether a person watches, so that progress is shown
 */
record Terminal(InputStream in, OutputStream out, PrintWriter err, Interrupt interrupt, boolean interactive) {

	/** One line on standard error. */
	void complain(String text) {
		this.err.println("topic: " + text.strip().replaceAll("\\s*\\R\\s*", " "));
		this.err.flush();
	}

}
