package io.ydbtopic.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the database is and who asks; the same flags for every command. */
final class ConnectionOptions {

	@Option(names = { "-e", "--endpoint" }, paramLabel = "<url>", defaultValue = "${env:YDB_TOPIC_ENDPOINT}",
			description = "grpc://host:port/database, or grpcs:// for TLS; else $YDB_TOPIC_ENDPOINT; else "
					+ DEFAULT_ENDPOINT)
	private @Nullable String endpoint;

	@Option(names = "--token-file", paramLabel = "<file>",
			description = "file with an access token, read again when it changes; else the credentials that the "
					+ "environment names: YDB_ACCESS_TOKEN_CREDENTIALS, or YDB_STATIC_CREDENTIALS_USER with "
					+ "YDB_STATIC_CREDENTIALS_PASSWORD; else none")
	private @Nullable Path tokenFile;

	@Option(names = "--ca-file", paramLabel = "<file>", description = "PEM file of certificates to trust")
	private @Nullable Path caFile;

	@Option(names = "--allow-plaintext-credentials",
			description = "send the token or password over grpc:// to another machine, where whoever listens can take it")
	private boolean allowPlaintextCredentials;

	@Option(names = "--timeout", paramLabel = "<duration>", defaultValue = "10s", converter = DurationConverter.class,
			description = "how long to wait for the server (default: ${DEFAULT-VALUE})")
	private Duration timeout = Duration.ofSeconds(10);

	/** Looked for before anything logs, in {@link TopicMain#main}; here to be known. */
	@SuppressWarnings("UnusedVariable")
	@Option(names = "--verbose", description = "log what the client does on standard error")
	private boolean verbose;

	private static final String DEFAULT_ENDPOINT = "grpc://localhost:2136/local";

	/** A client of this database. */
	TopicClient open() {
		return open(this.endpoint);
	}

	/** A client of another database, with the same credentials. */
	TopicClient open(@Nullable String url) {
		TopicClientSettings.Builder settings = TopicClientSettings
			.builder((url == null || url.isBlank()) ? DEFAULT_ENDPOINT : url)
			.tokens(tokens())
			.allowPlaintextCredentials(this.allowPlaintextCredentials)
			.name("topic-cli")
			.applicationName("topic-cli")
			.requestTimeout(this.timeout);
		if (this.caFile != null) {
			settings.trustedCertificates(read(this.caFile));
		}
		return TopicClient.open(built(settings));
	}

	/** The settings can contradict each other in one way only. */
	private static TopicClientSettings built(TopicClientSettings.Builder settings) {
		try {
			return settings.build();
		}
		catch (IllegalArgumentException ex) {
			throw new CommandFailedException(
					"the token or password would go to another machine unencrypted"
							+ " (expected: grpcs://, or --allow-plaintext-credentials where the network is trusted)",
					ex);
		}
	}

	private TokenProvider tokens() {
		Path file = this.tokenFile;
		if (file != null) {
			read(file);
			return TokenProvider.file(file);
		}
		return TokenProvider.environment();
	}

	private static byte[] read(Path file) {
		try {
			return Files.readAllBytes(file);
		}
		catch (IOException ex) {
			throw new CommandFailedException("can't read " + file + ": " + ex, ex);
		}
	}

	Duration timeout() {
		return this.timeout;
	}

	/** Waits for an answer of the server, which fails by itself in time. */
	static <T> T await(CompletableFuture<T> answer) {
		try {
			return answer.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof TopicException failure) {
				throw failure;
			}
			throw new CommandFailedException(String.valueOf(ex.getCause()), ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandFailedException("interrupted", ex);
		}
	}

	/** Waits for the first connect of a stream, and says why it did not come. */
	void awaitReady(CompletableFuture<?> ready, Supplier<StreamStatus> status) {
		try {
			ready.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			TopicException last = status.get().lastError();
			throw new CommandFailedException("not connected within " + this.timeout.toMillis() + " ms"
					+ ((last != null) ? ": " + last.getMessage() : ""), ex);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			// The end of a stream has the reason as its cause.
			Throwable reason = (cause != null && cause.getCause() instanceof TopicException inner) ? inner : cause;
			throw new CommandFailedException((reason != null) ? String.valueOf(reason.getMessage()) : ex.toString(),
					ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandFailedException("interrupted", ex);
		}
	}

}
