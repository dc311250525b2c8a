package io.ydbtopic.sample;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port that passes bytes on to another one, until it is closed.
 */
final class SeverableLine implements Closeable {

	private final ServerSocket server;

	private final int target;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	SeverableLine(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start("line-" + port(), this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() throws IOException {
		while (true) {
			Socket near = this.server.accept();
			Socket far = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.open.add(near);
			this.open.add(far);
			start("line-" + port() + "-out", () -> near.getInputStream().transferTo(far.getOutputStream()));
			start("line-" + port() + "-in", () -> far.getInputStream().transferTo(near.getOutputStream()));
		}
	}

	/** Whatever ends one direction ends the line. */
	private void start(String name, Pumping pumping) {
		Thread thread = new Thread(() -> {
			try {
				pumping.run();
			}
			catch (IOException ex) {
				// The line was cut, or an end of it was closed.
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		close(this.server);
		this.open.forEach(SeverableLine::close);
	}

	private static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("A socket can't be closed", ex);
		}
	}

	@FunctionalInterface
	private interface Pumping {

		void run() throws IOException;

	}

}
