package io.ydbtopic.spring.console;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.ydbtopic.client.error.TopicException;
import jakarta.servlet.ServletException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The addresses of the console in a servlet application: the page, its script and style,
 * and JSON below {@code api}. Nothing changes by GET.
 */
public final class ConsoleRoutes {

	/** Header that a request that changes something has; no other site can send it. */
	static final String HEADER = "X-Topics-Console";

	private static final Logger logger = LoggerFactory.getLogger(ConsoleRoutes.class);

	private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
			+ "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int MOST_BODY_BYTES = 16 * 1024;

	private final ConsoleSettings settings;

	private final ConsoleViews views;

	private final MessageTail tail;

	private final ConsoleOperations operations;

	private final JsonMapper json = JsonMapper.builder().build();

	/**
	 * Routes to what the console can do.
	 */
	public ConsoleRoutes(ConsoleSettings settings, ConsoleViews views, MessageTail tail, ConsoleOperations operations) {
		this.settings = settings;
		this.views = views;
		this.tail = tail;
		this.operations = operations;
	}

	/**
	 * The routes, to be made a bean.
	 */
	public RouterFunction<ServerResponse> routes() {
		String path = this.settings.path();
		String last = path.substring(path.lastIndexOf('/') + 1);
		return RouterFunctions.route()
			.GET(path, (request) -> head(HttpStatus.FOUND).location(URI.create(last + "/")).build())
			.GET(path + "/", (request) -> file("console.html", MediaType.TEXT_HTML))
			.GET(path + "/console.js", (request) -> file("console.js", new MediaType("text", "javascript")))
			.GET(path + "/console.css", (request) -> file("console.css", new MediaType("text", "css")))
			.GET(path + "/api/settings",
					(request) -> reply(() -> done(Map.of("payloads", this.settings.payloads(), "operations",
							this.settings.operations(), "lagInterval", this.settings.lagInterval().toMillis()))))
			.GET(path + "/api/topics", (request) -> reply(this.views::topics))
			.GET(path + "/api/topic", (request) -> reply(() -> this.views.topic(text(request, "topic"))))
			.GET(path + "/api/messages", (request) -> reply(() -> messages(request)))
			.GET(path + "/api/listeners", (request) -> reply(() -> done(this.views.listeners())))
			.GET(path + "/api/streams", (request) -> reply(() -> done(this.views.streams())))
			.POST(path + "/api/operations", (request) -> reply(() -> operate(request)))
			.route(RequestPredicates.path(path + "/api/operations"),
					(request) -> error(HttpStatus.METHOD_NOT_ALLOWED, "Only POST changes something"))
			.route(RequestPredicates.path(path + "/**"),
					(request) -> error(HttpStatus.NOT_FOUND, "The console has nothing here"))
			.build();
	}

	private CompletableFuture<?> messages(ServerRequest request) {
		if (!this.settings.payloads()) {
			throw new ConsoleException(HttpStatus.FORBIDDEN, "Messages are not shown (ydb.topic.console.payloads)");
		}
		long partition = number("partition", text(request, "partition"));
		Long from = request.param("from")
			.filter((value) -> !value.isEmpty())
			.map((value) -> number("from", value))
			.orElse(null);
		long count = number("count", request.param("count").orElse("20"));
		if (count < 1 || count > MessageTail.MOST_MESSAGES) {
			throw new ConsoleException(HttpStatus.BAD_REQUEST,
					"count: " + count + " (expected: between 1 and " + MessageTail.MOST_MESSAGES + ")");
		}
		String topic = text(request, "topic");
		return this.views.require(topic).thenCompose((shown) -> this.tail.read(shown, partition, from, (int) count));
	}

	private CompletableFuture<?> operate(ServerRequest request) {
		if (!this.settings.operations()) {
			throw new ConsoleException(HttpStatus.FORBIDDEN, "Nothing can be changed (ydb.topic.console.operations)");
		}
		SameOrigin.check(request.headers().asHttpHeaders(), request.uri());
		JsonNode body = body(request);
		String operation = text(body, "operation");
		CompletableFuture<Void> done = switch (operation) {
			case "restart" -> this.operations.restart(text(body, "topic"), text(body, "consumer"),
					number("partition", text(body, "partition")), number("offset", text(body, "offset")));
			case "skip", "replay" -> this.operations.partition(operation, text(body, "listener"), text(body, "topic"),
					number("partition", text(body, "partition")), number("offset", text(body, "offset")));
			case "release" -> this.operations.partition(operation, text(body, "listener"), text(body, "topic"),
					number("partition", text(body, "partition")), 0);
			default -> this.operations.listener(operation, text(body, "listener"));
		};
		return done.thenApply((nothing) -> Map.of("done", operation));
	}

	private JsonNode body(ServerRequest request) {
		MediaType type = request.headers().contentType().orElse(MediaType.APPLICATION_OCTET_STREAM);
		if (!MediaType.APPLICATION_JSON.isCompatibleWith(type)) {
			throw new ConsoleException(HttpStatus.UNSUPPORTED_MEDIA_TYPE,
					"Content-Type: " + type + " (expected: JSON)");
		}
		try {
			byte[] bytes = request.servletRequest().getInputStream().readNBytes(MOST_BODY_BYTES + 1);
			if (bytes.length > MOST_BODY_BYTES) {
				throw new ConsoleException(HttpStatus.CONTENT_TOO_LARGE, "The request has more than 16 KB");
			}
			JsonNode body = this.json.readTree(bytes);
			if (!body.isObject()) {
				throw new ConsoleException(HttpStatus.BAD_REQUEST, "The request is not a JSON object");
			}
			return body;
		}
		catch (IOException | JacksonException ex) {
			throw new ConsoleException(HttpStatus.BAD_REQUEST, "The request can't be read as JSON");
		}
	}

	private static String text(JsonNode body, String name) {
		JsonNode value = body.get(name);
		if (value == null || !value.isValueNode() || value.asString("").isBlank()) {
			throw new ConsoleException(HttpStatus.BAD_REQUEST, name + " is missing");
		}
		return value.asString("");
	}

	private static String text(ServerRequest request, String name) {
		return request.param(name)
			.filter((value) -> !value.isBlank())
			.orElseThrow(() -> new ConsoleException(HttpStatus.BAD_REQUEST, name + " is missing"));
	}

	private static long number(String name, String value) {
		if (!value.matches("\\d{1,18}")) {
			throw new ConsoleException(HttpStatus.BAD_REQUEST, name + ": '" + value + "' (expected: zero or more)");
		}
		return Long.parseLong(value);
	}

	private static <T> CompletableFuture<T> done(T value) {
		return CompletableFuture.completedFuture(value);
	}

	private ServerResponse reply(Supplier<CompletableFuture<?>> work) {
		CompletableFuture<?> result;
		try {
			result = work.get();
		}
		catch (RuntimeException ex) {
			result = CompletableFuture.failedFuture(ex);
		}
		return ServerResponse.async(result.handle(this::respond), TIMEOUT);
	}

	private ServerResponse respond(@Nullable Object value, @Nullable Throwable error) {
		if (error == null) {
			return json(HttpStatus.OK, value);
		}
		HttpStatus status = status(cause(error));
		if (status == HttpStatus.INTERNAL_SERVER_ERROR) {
			logger.error("The console could not answer", error);
		}
		return error(status, text(error));
	}

	private static HttpStatus status(Throwable cause) {
		if (cause instanceof ConsoleException refused) {
			return refused.status();
		}
		if (cause instanceof IllegalStateException) {
			return HttpStatus.CONFLICT;
		}
		if (cause instanceof IllegalArgumentException) {
			return HttpStatus.BAD_REQUEST;
		}
		return (cause instanceof TopicException) ? HttpStatus.BAD_GATEWAY : HttpStatus.INTERNAL_SERVER_ERROR;
	}

	/** What a user is told of a failure. */
	static String text(Throwable error) {
		Throwable cause = cause(error);
		return (status(cause) != HttpStatus.INTERNAL_SERVER_ERROR) ? String.valueOf(cause.getMessage())
				: "It failed; the log of the application tells why";
	}

	private static Throwable cause(Throwable error) {
		Throwable cause = error;
		while (cause instanceof CompletionException && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	private ServerResponse error(HttpStatus status, String message) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put("error", message);
		return json(status, body);
	}

	private ServerResponse json(HttpStatus status, @Nullable Object value) {
		return write(head(status).contentType(MediaType.APPLICATION_JSON), this.json.writeValueAsBytes(value));
	}

	private static ServerResponse file(String name, MediaType type) throws IOException {
		try (InputStream stream = ConsoleRoutes.class.getResourceAsStream(name)) {
			if (stream == null) {
				throw new IOException("The console's " + name + " is not in its jar");
			}
			return write(head(HttpStatus.OK).contentType(new MediaType(type, StandardCharsets.UTF_8)),
					stream.readAllBytes());
		}
	}

	private static ServerResponse write(ServerResponse.BodyBuilder builder, byte[] bytes) {
		return builder.contentLength(bytes.length).build((request, response) -> {
			try {
				response.getOutputStream().write(bytes);
			}
			catch (IOException ex) {
				throw new ServletException("The console's answer could not be sent", ex);
			}
			return null;
		});
	}

	private static ServerResponse.BodyBuilder head(HttpStatus status) {
		return ServerResponse.status(status)
			.header("Content-Security-Policy", POLICY)
			.header("X-Content-Type-Options", "nosniff")
			.header("X-Frame-Options", "DENY")
			.header("Referrer-Policy", "no-referrer")
			.header("Cross-Origin-Resource-Policy", "same-origin")
			.header("Cache-Control", "no-store");
	}

}
