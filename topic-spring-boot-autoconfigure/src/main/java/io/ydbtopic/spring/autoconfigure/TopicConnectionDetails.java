package io.ydbtopic.spring.autoconfigure;

import java.util.function.Consumer;

import io.ydbtopic.client.auth.TokenProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the database is and how to get in. By default this is what the properties say; a
 * container, a broker inside the application or the application itself may say otherwise
 * with a bean of this type.
 */
public interface TopicConnectionDetails extends ConnectionDetails {

	/**
	 * Where the database is, as {@link io.ydbtopic.client.TopicClient#connect} takes it.
	 */
	String connectionString();

	/**
	 * Where tokens come from.
	 */
	default TokenProvider credentials() {
		return TokenProvider.anonymous();
	}

	/**
	 * Whose trust store says which servers are trusted, and whose keys the client proves
	 * itself with; {@code null} for the JVM's trust and no keys.
	 */
	default @Nullable SslBundle sslBundle() {
		return null;
	}

	/**
	 * Adds what takes the bundle when it changes while the application runs; by default
	 * it never does.
	 */
	default void onSslBundleChange(Consumer<SslBundle> handler) {
	}

	/**
	 * Whether the nodes of the cluster may be looked up; {@code false} for a single
	 * server whose own idea of its address is not reachable, as behind a container's
	 * port.
	 */
	default boolean isDiscoverable() {
		return true;
	}

}
