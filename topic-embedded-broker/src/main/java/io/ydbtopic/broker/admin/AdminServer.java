package io.ydbtopic.broker.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.broker.runtime.ThreadedRuntime;
import io.ydbtopic.broker.topic.Catalogue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the admin calls of a broker on the loopback interface, and to programs only: a
 * call that a web page could have made is refused. {@code GET /faults},
 * {@code POST /faults}, {@code POST /faults/clear}, {@code GET /topics}. Safe for use by
 * many threads.
 */
public final class AdminServer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AdminServer.class);

	private static final int BODY_BYTES_MAX = 65_536;

	private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

	private final Gson json = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

	private final HttpServer server;

	private final ExecutorService executor;

	private final FaultCalls faults;

	private final TopicViews topics;

	private AdminServer(HttpServer server, TopicFaults faults, Catalogue catalogue) {
		this.server = server;
		this.faults = new FaultCalls(faults);
		this.topics = new TopicViews(catalogue);
		this.executor = ThreadedRuntime.blockingThreads("ydb-topic-broker-admin", 2);
		server.setExecutor(this.executor);
		server.createContext("/", this::handle);
		server.start();
	}

	/**
	 * Starts to serve.
	 * @param port where to listen; 0 takes any free port
	 * @param faults the switches
	 * @param catalogue the topics
	 * @return the server, listening
	 * @throws IOException when the port is taken
	 */
	public static AdminServer start(int port, TopicFaults faults, Catalogue catalogue) throws IOException {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		return new AdminServer(HttpServer.create(address, 0), faults, catalogue);
	}

	/**
	 * Where it serves.
	 * @return {@code http://localhost:port}
	 */
	public String url() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Object answer;
			int status = 200;
			try {
				answer = answer(exchange);
			}
			catch (BadCallException ex) {
				status = ex.status();
				answer = Map.of("error", String.valueOf(ex.getMessage()));
			}
			catch (RuntimeException ex) {
				logger.error("Admin call {} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), ex);
				status = 500;
				answer = Map.of("error", "Internal error");
			}
			byte[] body = (this.json.toJson(answer) + "\n").getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(status, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	private Object answer(HttpExchange exchange) throws IOException {
		requireProgram(exchange.getRequestHeaders());
		String path = exchange.getRequestURI().getPath();
		return switch (path) {
			case "/topics" -> {
				requireMethod(exchange, path, "GET");
				yield this.topics.list();
			}
			case "/faults" -> {
				if ("GET".equals(exchange.getRequestMethod())) {
					yield this.faults.list();
				}
				requireMethod(exchange, path, "POST");
				yield this.faults.call(Form.parse(body(exchange)));
			}
			case "/faults/clear" -> {
				requireMethod(exchange, path, "POST");
				yield this.faults.clear();
			}
			default -> throw new BadCallException(404,
					"There is nothing at " + path + " (expected /faults, /faults/clear or /topics)");
		};
	}

	/** Browsers send their pages' origin, and pages can't choose the host's name. */
	private static void requireProgram(Headers headers) {
		String host = String.valueOf(headers.getFirst("Host")).replaceAll(":\\d+$", "");
		if (headers.containsKey("Origin") || !LOCAL_NAMES.contains(host)) {
			throw new BadCallException(403,
					"The call comes from a web page or names host '" + host + "' (call localhost from a program)");
		}
	}

	private static void requireMethod(HttpExchange exchange, String path, String method) {
		if (!method.equals(exchange.getRequestMethod())) {
			throw new BadCallException(405,
					path + " does not take " + exchange.getRequestMethod() + " (expected " + method + ")");
		}
	}

	private static String body(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
		if (body.length > BODY_BYTES_MAX) {
			throw new BadCallException(413, "The form is too long (expected " + BODY_BYTES_MAX + " bytes at most)");
		}
		return new String(body, StandardCharsets.UTF_8);
	}

	/**
	 * Stops serving. Idempotent.
	 */
	@Override
	public void close() {
		this.server.stop(0);
		this.executor.shutdownNow();
	}

}
