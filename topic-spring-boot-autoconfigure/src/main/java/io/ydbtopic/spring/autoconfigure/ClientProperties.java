package io.ydbtopic.spring.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;

/**
 * Where a cluster is and how to connect to it.
 */
public class ClientProperties {

	/**
	 * Where the database is, for example "grpcs://ydb.example.com:2135/production".
	 */
	private String connectionString = "grpc://localhost:2136/local";

	/**
	 * Path of the database, if the connection string has none.
	 */
	private @Nullable String database;

	/**
	 * Token to log in with; anonymous by default.
	 */
	private @Nullable String token;

	/**
	 * File with the token, read again when an open stream asks for a new one.
	 */
	private @Nullable Path tokenFile;

	/**
	 * User to log in with; the token is renewed before it expires.
	 */
	private @Nullable String user;

	/**
	 * Password of the user; empty by default.
	 */
	private @Nullable String password;

	/**
	 * How often an open stream asks for a new token; 1h by default, 0 means never.
	 */
	private @Nullable Duration tokenRefresh;

	/**
	 * Whether the token or password may go to another machine over a connection that is
	 * not encrypted (grpc://), where whoever listens can take it.
	 */
	private boolean allowPlaintextCredentials = false;

	/**
	 * Name of the client in logs and thread names; by default the name of the
	 * application.
	 */
	private @Nullable String clientName;

	/**
	 * Most time for a transport connection; 10s by default.
	 */
	private @Nullable Duration connectTimeout;

	/**
	 * How often an idle connection is probed; 10s by default, 0 means never.
	 */
	private @Nullable Duration keepAlive;

	/**
	 * Most time for a request that is not a stream, its repeats included; 30s by default.
	 */
	private @Nullable Duration requestTimeout;

	/**
	 * Most time to close the client when the application stops.
	 */
	private Duration closeTimeout = Duration.ofSeconds(20);

	/**
	 * The nodes of the cluster.
	 */
	private final Discovery discovery = new Discovery();

	/**
	 * TLS.
	 */
	private final Ssl ssl = new Ssl();

	public String getConnectionString() {
		return this.connectionString;
	}

	public void setConnectionString(String connectionString) {
		this.connectionString = connectionString;
	}

	public @Nullable String getDatabase() {
		return this.database;
	}

	public void setDatabase(@Nullable String database) {
		this.database = database;
	}

	public @Nullable String getToken() {
		return this.token;
	}

	public void setToken(@Nullable String token) {
		this.token = token;
	}

	public @Nullable Path getTokenFile() {
		return this.tokenFile;
	}

	public void setTokenFile(@Nullable Path tokenFile) {
		this.tokenFile = tokenFile;
	}

	public @Nullable String getUser() {
		return this.user;
	}

	public void setUser(@Nullable String user) {
		this.user = user;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable Duration getTokenRefresh() {
		return this.tokenRefresh;
	}

	public void setTokenRefresh(@Nullable Duration tokenRefresh) {
		this.tokenRefresh = tokenRefresh;
	}

	public boolean isAllowPlaintextCredentials() {
		return this.allowPlaintextCredentials;
	}

	public void setAllowPlaintextCredentials(boolean allowPlaintextCredentials) {
		this.allowPlaintextCredentials = allowPlaintextCredentials;
	}

	public @Nullable String getClientName() {
		return this.clientName;
	}

	public void setClientName(@Nullable String clientName) {
		this.clientName = clientName;
	}

	public @Nullable Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(@Nullable Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public @Nullable Duration getKeepAlive() {
		return this.keepAlive;
	}

	public void setKeepAlive(@Nullable Duration keepAlive) {
		this.keepAlive = keepAlive;
	}

	public @Nullable Duration getRequestTimeout() {
		return this.requestTimeout;
	}

	public void setRequestTimeout(@Nullable Duration requestTimeout) {
		this.requestTimeout = requestTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Discovery getDiscovery() {
		return this.discovery;
	}

	public Ssl getSsl() {
		return this.ssl;
	}

	/**
	 * The nodes of the cluster.
	 */
	public static class Discovery {

		/**
		 * Whether the nodes of the cluster are looked up; otherwise only the given
		 * endpoint is used.
		 */
		private boolean enabled = true;

		/**
		 * Within what time the list of nodes is refreshed; each wait is drawn between
		 * half of it and all of it. 1m by default.
		 */
		private @Nullable Duration interval;

		/**
		 * Which nodes are preferred while one of them is well: "any", "near" for those in
		 * the location of the node that answers discovery, or the name of a location.
		 */
		private String prefer = "any";

		public String getPrefer() {
			return this.prefer;
		}

		public void setPrefer(String prefer) {
			this.prefer = prefer;
		}

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable Duration getInterval() {
			return this.interval;
		}

		public void setInterval(@Nullable Duration interval) {
			this.interval = interval;
		}

	}

	/**
	 * TLS.
	 */
	public static class Ssl {

		/**
		 * Name of an SSL bundle whose trust store says which servers are trusted, and
		 * whose keys the client proves itself with. When it is reloaded, new connections
		 * use the new one.
		 */
		private @Nullable String bundle;

		/**
		 * Location of a PEM file with the certificates of own authorities.
		 */
		private @Nullable Resource trustedCertificate;

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		public @Nullable Resource getTrustedCertificate() {
			return this.trustedCertificate;
		}

		public void setTrustedCertificate(@Nullable Resource trustedCertificate) {
			this.trustedCertificate = trustedCertificate;
		}

	}

}
