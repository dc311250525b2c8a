package io.ydbtopic.endurance;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The line between clients and a server: a proxy that passes on bytes, late, in jerks or
 * not at all, as lost packets look to those at the ends of a TCP connection. A connection
 * may also fall silent for good, which neither end is told, or be torn. For any thread.
 */
final class Line implements Closeable {

	/** What TCP waits at least before it sends a lost packet again. */
	private static final int RETRANSMIT_MILLIS = 200;

	private static final int CHUNK = 16 * 1024;

	private final ServerSocket server;

	private final int target;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	/** Guards the next three, and wakes who waits for them. */
	private final Object lock = new Object();

	private int delayMillis;

	private int lossPercent;

	private boolean still;

	/**
	 * A line that leads to a port of this machine.
	 * @param target where the server listens
	 */
	Line(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	/** Each piece of data arrives so much later. */
	void delay(int millis) {
		change(millis, 0, false);
	}

	/** So many of a hundred pieces must be sent again, which holds up what follows. */
	void lose(int percent) {
		change(0, percent, false);
	}

	/** Nothing passes, and new connections get no answer. */
	void standStill() {
		change(0, 0, true);
	}

	/** Takes the faults away; connections that fell silent are torn. */
	void mend() {
		change(0, 0, false);
		this.connections.stream().filter((connection) -> connection.silent).forEach(Connection::tear);
	}

	/** The connections of now pass nothing any more, and nobody is told. */
	void silence() {
		this.connections.forEach((connection) -> connection.silent = true);
	}

	/** The connections of now end with a reset. */
	void tear() {
		this.connections.forEach(Connection::tear);
	}

	int connections() {
		return this.connections.size();
	}

	private void change(int delay, int loss, boolean standStill) {
		synchronized (this.lock) {
			this.delayMillis = delay;
			this.lossPercent = loss;
			this.still = standStill;
			this.lock.notifyAll();
		}
	}

	private void accept() {
		while (!this.server.isClosed()) {
			try {
				Socket client = this.server.accept();
				start(() -> connect(client));
			}
			catch (IOException ex) {
				if (!this.server.isClosed()) {
					throw new IllegalStateException("the line can't accept connections any more", ex);
				}
			}
		}
	}

	private void connect(Socket client) {
		try {
			Connection connection = new Connection(client, new Socket(InetAddress.getLoopbackAddress(), this.target));
			this.connections.add(connection);
			start(() -> connection.pass(connection.client, connection.server));
			start(() -> connection.pass(connection.server, connection.client));
		}
		catch (IOException ex) {
			// Nobody listens there: the client is told as the server's machine would.
			reset(client);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "line");
		thread.setDaemon(true);
		thread.start();
	}

	private static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
			socket.close();
		}
		catch (IOException ex) {
			System.out.println("a socket of the line can't be closed: " + ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		tear();
	}

	private final class Connection {

		private final Socket client;

		private final Socket server;

		private final Random random = new Random();

		/** Directions in which all has been passed on. */
		private final AtomicInteger ended = new AtomicInteger();

		private volatile boolean silent;

		private volatile boolean torn;

		Connection(Socket client, Socket server) throws IOException {
			this.client = client;
			this.server = server;
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
		}

		void pass(Socket from, Socket to) {
			byte[] chunk = new byte[CHUNK];
			try {
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
					awaitPassage();
					out.write(chunk, 0, length);
				}
				awaitPassage();
				to.shutdownOutput();
				if (this.ended.incrementAndGet() == 2) {
					tear();
				}
			}
			catch (IOException ex) {
				// One end is gone; the other is told so, unless this line is silent.
				if (!this.silent) {
					tear();
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private void awaitPassage() throws InterruptedException {
			long since = System.nanoTime();
			synchronized (Line.this.lock) {
				boolean lost = this.random.nextInt(100) < Line.this.lossPercent;
				while (!this.torn) {
					long wait = Line.this.delayMillis + (lost ? RETRANSMIT_MILLIS : 0)
							- TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
					if (this.silent || Line.this.still) {
						Line.this.lock.wait();
					}
					else if (wait > 0) {
						Line.this.lock.wait(wait);
					}
					else {
						return;
					}
				}
			}
		}

		void tear() {
			if (Line.this.connections.remove(this)) {
				this.torn = true;
				reset(this.client);
				reset(this.server);
				synchronized (Line.this.lock) {
					Line.this.lock.notifyAll();
				}
			}
		}

	}

}
