package io.ydbtopic.client.internal.transport;

import io.grpc.Metadata;
import io.ydbtopic.client.TopicClientSettings;

/**
 * The headers of each call. Immutable; callable from any thread.
 */
final class CallHeaders {

	private static final Metadata.Key<String> DATABASE = key("x-ydb-database");

	private static final Metadata.Key<String> TOKEN = key("x-ydb-auth-ticket");

	private static final Metadata.Key<String> BUILD_INFO = key("x-ydb-sdk-build-info");

	private static final Metadata.Key<String> TRACE_ID = key("x-ydb-trace-id");

	private static final Metadata.Key<String> APPLICATION = key("x-ydb-application-name");

	private static final String PRODUCT = "ydb-topic-java/";

	private final String database;

	private final String application;

	private final String buildInfo;

	CallHeaders(TopicClientSettings settings) {
		this.database = settings.connectionString().database();
		this.application = printable(settings.applicationName());
		String version = CallHeaders.class.getPackage().getImplementationVersion();
		this.buildInfo = PRODUCT + ((version != null) ? version : "dev");
	}

	/** Headers of one call; the caller may change them. */
	Metadata of(Token token, String traceId) {
		Metadata headers = new Metadata();
		headers.put(DATABASE, this.database);
		headers.put(BUILD_INFO, this.buildInfo);
		headers.put(TRACE_ID, printable(traceId));
		if (!this.application.isEmpty()) {
			headers.put(APPLICATION, this.application);
		}
		String ticket = token.value();
		if (ticket != null) {
			headers.put(TOKEN, ticket);
		}
		return headers;
	}

	/** What a header may carry: names come from settings and may hold anything. */
	private static String printable(String text) {
		return text.replaceAll("[^ -~]", "?");
	}

	private static Metadata.Key<String> key(String name) {
		return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
	}

}
