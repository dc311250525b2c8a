package io.ydbtopic.client;

import java.time.Duration;

import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;

import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.internal.transport.Loopback;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects. Immutable; the token is never shown.
 */
public final class TopicClientSettings {

	private final ConnectionString connectionString;

	private final String name;

	private final TokenProvider tokens;

	private final Duration tokenRefresh;

	private final boolean allowPlaintextCredentials;

	private final byte @Nullable [] trustedCertificates;

	private final @Nullable TrustManager trustManager;

	private final @Nullable KeyManager keyManager;

	private final boolean discovery;

	private final NodePreference nodePreference;

	private final Duration discoveryInterval;

	private final Duration connectTimeout;

	private final Duration keepAlive;

	private final Duration requestTimeout;

	private final Duration closeTimeout;

	private final String applicationName;

	private final CodecRegistry codecs;

	private TopicClientSettings(Builder builder) {
		this.connectionString = builder.connectionString;
		this.name = builder.name;
		this.tokens = builder.tokens;
		this.tokenRefresh = builder.tokenRefresh;
		this.allowPlaintextCredentials = builder.allowPlaintextCredentials;
		this.trustedCertificates = builder.trustedCertificates;
		this.trustManager = builder.trustManager;
		this.keyManager = builder.keyManager;
		this.discovery = builder.discovery;
		this.nodePreference = builder.nodePreference;
		this.discoveryInterval = builder.discoveryInterval;
		this.connectTimeout = builder.connectTimeout;
		this.keepAlive = builder.keepAlive;
		this.requestTimeout = builder.requestTimeout;
		this.closeTimeout = builder.closeTimeout;
		this.applicationName = builder.applicationName;
		this.codecs = builder.codecs;
	}

	/**
	 * Default settings for a database.
	 * @param connectionString as {@link TopicClient#connect}
	 */
	public static TopicClientSettings of(String connectionString) {
		return builder(connectionString).build();
	}

	/**
	 * A builder with default settings for a database.
	 * @param connectionString as {@link TopicClient#connect}
	 */
	public static Builder builder(String connectionString) {
		return new Builder().connectionString(ConnectionString.parse(connectionString));
	}

	/**
	 * A builder that starts from these settings.
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.connectionString = this.connectionString;
		builder.name = this.name;
		builder.tokens = this.tokens;
		builder.tokenRefresh = this.tokenRefresh;
		builder.allowPlaintextCredentials = this.allowPlaintextCredentials;
		builder.trustedCertificates = this.trustedCertificates;
		builder.trustManager = this.trustManager;
		builder.keyManager = this.keyManager;
		builder.discovery = this.discovery;
		builder.nodePreference = this.nodePreference;
		builder.discoveryInterval = this.discoveryInterval;
		builder.connectTimeout = this.connectTimeout;
		builder.keepAlive = this.keepAlive;
		builder.requestTimeout = this.requestTimeout;
		builder.closeTimeout = this.closeTimeout;
		builder.applicationName = this.applicationName;
		builder.codecs = this.codecs;
		return builder;
	}

	/**
	 * Where the database is.
	 */
	public ConnectionString connectionString() {
		return this.connectionString;
	}

	/**
	 * Name for logs and threads; by default a random one.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Where tokens come from.
	 */
	public TokenProvider tokens() {
		return this.tokens;
	}

	/**
	 * How often an open stream asks for a new token; zero means never.
	 */
	public Duration tokenRefresh() {
		return this.tokenRefresh;
	}

	/**
	 * Whether tokens and passwords may go to other machines over connections that are not
	 * encrypted.
	 */
	public boolean allowPlaintextCredentials() {
		return this.allowPlaintextCredentials;
	}

	/**
	 * Certificates of own authorities, PEM; {@code null} trusts what the JVM trusts.
	 */
	public byte @Nullable [] trustedCertificates() {
		return this.trustedCertificates;
	}

	/**
	 * What decides which servers are trusted; {@code null} if certificates do.
	 */
	public @Nullable TrustManager trustManager() {
		return this.trustManager;
	}

	/**
	 * What the client proves itself with; {@code null} if it does not.
	 */
	public @Nullable KeyManager keyManager() {
		return this.keyManager;
	}

	/**
	 * Whether the nodes of the cluster are looked up; otherwise only the given endpoint
	 * is used.
	 */
	public boolean discovery() {
		return this.discovery;
	}

	/**
	 * Which nodes calls go to.
	 */
	public NodePreference nodePreference() {
		return this.nodePreference;
	}

	/**
	 * Within what time the list of nodes is refreshed.
	 */
	public Duration discoveryInterval() {
		return this.discoveryInterval;
	}

	/**
	 * Most time for a transport connection.
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * How often an idle transport is probed; zero means never.
	 */
	public Duration keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Most time for a unary request, its repeats included.
	 */
	public Duration requestTimeout() {
		return this.requestTimeout;
	}

	/**
	 * Deadline of {@link TopicClient#close()}.
	 */
	public Duration closeTimeout() {
		return this.closeTimeout;
	}

	/**
	 * Sent to the server with each call; empty for none.
	 */
	public String applicationName() {
		return this.applicationName;
	}

	/**
	 * What readers decompress with.
	 */
	public CodecRegistry codecs() {
		return this.codecs;
	}

	/**
	 * Collects settings; not thread-safe.
	 */
	public static final class Builder {

		private ConnectionString connectionString = ConnectionString.parse("grpc://localhost:2136/local");

		private String name = "";

		private TokenProvider tokens = TokenProvider.anonymous();

		private Duration tokenRefresh = Duration.ofHours(1);

		private boolean allowPlaintextCredentials;

		private byte @Nullable [] trustedCertificates;

		private @Nullable TrustManager trustManager;

		private @Nullable KeyManager keyManager;

		private boolean discovery = true;

		private NodePreference nodePreference = NodePreference.any();

		private Duration discoveryInterval = Duration.ofMinutes(1);

		private Duration connectTimeout = Duration.ofSeconds(10);

		private Duration keepAlive = Duration.ofSeconds(10);

		private Duration requestTimeout = Duration.ofSeconds(30);

		private Duration closeTimeout = Duration.ofSeconds(30);

		private String applicationName = "";

		private CodecRegistry codecs = CodecRegistry.standard();

		private Builder() {
		}

		/**
		 * Where the database is.
		 */
		public Builder connectionString(ConnectionString connectionString) {
			this.connectionString = connectionString;
			return this;
		}

		/**
		 * Name for logs and threads; by default a random one.
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Where tokens come from; by default there are none.
		 */
		public Builder tokens(TokenProvider tokens) {
			this.tokens = tokens;
			return this;
		}

		/**
		 * How often an open stream asks for a new token; zero means never. Shorter than a
		 * quarter of the tokens' life.
		 */
		public Builder tokenRefresh(Duration tokenRefresh) {
			Checks.duration("tokenRefresh", tokenRefresh, Duration.ZERO, Checks.LONGEST);
			this.tokenRefresh = tokenRefresh;
			return this;
		}

		/**
		 * Whether tokens and passwords may go to other machines over connections that are
		 * not encrypted, where whoever listens can take them; by default not. Connections
		 * within this machine ({@code localhost}, {@code 127.0.0.0/8}, {@code ::1},
		 * {@code inprocess}) need no permission.
		 */
		public Builder allowPlaintextCredentials(boolean allowPlaintextCredentials) {
			this.allowPlaintextCredentials = allowPlaintextCredentials;
			return this;
		}

		/**
		 * Certificates of own authorities, PEM; {@code null} trusts what the JVM trusts.
		 */
		public Builder trustedCertificates(byte @Nullable [] trustedCertificates) {
			this.trustedCertificates = trustedCertificates;
			return this;
		}

		/**
		 * What decides which servers are trusted, instead of certificates that never
		 * change. It is asked at each new connection, from several threads, so one that
		 * changes its mind takes effect without a restart; connections that are there
		 * stay.
		 */
		public Builder trustManager(@Nullable TrustManager trustManager) {
			this.trustManager = trustManager;
			return this;
		}

		/**
		 * What the client proves itself with to servers that ask for it; asked at each
		 * new connection, from several threads.
		 */
		public Builder keyManager(@Nullable KeyManager keyManager) {
			this.keyManager = keyManager;
			return this;
		}

		/**
		 * Whether the nodes of the cluster are looked up; otherwise only the given
		 * endpoint is used.
		 */
		public Builder discovery(boolean discovery) {
			this.discovery = discovery;
			return this;
		}

		/**
		 * Which nodes calls go to; by default to all alike.
		 */
		public Builder nodePreference(NodePreference nodePreference) {
			this.nodePreference = nodePreference;
			return this;
		}

		/**
		 * Within what time the list of nodes is refreshed; one minute by default. Each
		 * wait is drawn between half of it and all of it, so that clients which start
		 * together do not go on asking together.
		 */
		public Builder discoveryInterval(Duration discoveryInterval) {
			Checks.duration("discoveryInterval", discoveryInterval, Checks.SHORTEST, Checks.LONGEST);
			this.discoveryInterval = discoveryInterval;
			return this;
		}

		/**
		 * Most time for a transport connection.
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			Checks.duration("connectTimeout", connectTimeout, Checks.SHORTEST, Checks.LONGEST);
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * How often an idle transport is probed; zero means never.
		 */
		public Builder keepAlive(Duration keepAlive) {
			Checks.duration("keepAlive", keepAlive, Duration.ZERO, Checks.LONGEST);
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Most time for a unary request, its repeats included.
		 */
		public Builder requestTimeout(Duration requestTimeout) {
			Checks.duration("requestTimeout", requestTimeout, Checks.SHORTEST, Checks.LONGEST);
			this.requestTimeout = requestTimeout;
			return this;
		}

		/**
		 * Deadline of {@link TopicClient#close()}.
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			Checks.duration("closeTimeout", closeTimeout, Duration.ZERO, Checks.LONGEST);
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Sent to the server with each call; empty for none.
		 */
		public Builder applicationName(String applicationName) {
			this.applicationName = applicationName;
			return this;
		}

		/**
		 * Adds a codec that readers decompress with: one with an own number, or another
		 * implementation of one of the protocol's. Writers are given theirs by
		 * {@link WriterSettings.Builder#codec}.
		 * @throws IllegalArgumentException if the protocol does not know its number
		 */
		public Builder codec(Codec codec) {
			this.codecs = this.codecs.with(codec);
			return this;
		}

		/**
		 * The settings.
		 * @throws IllegalArgumentException if a value is missing or two contradict each
		 * other
		 */
		public TopicClientSettings build() {
			boolean open = !this.connectionString.secure() && !this.connectionString.inProcess();
			if (open && !this.allowPlaintextCredentials && this.tokens != TokenProvider.anonymous()
					&& !Loopback.is(this.connectionString.host())) {
				throw new IllegalArgumentException("allowPlaintextCredentials: false, and credentials would go to "
						+ this.connectionString + " unencrypted (expected: grpcs:// in the connection string; or, where"
						+ " the network is trusted, TopicClientSettings.Builder.allowPlaintextCredentials(true), in"
						+ " Spring ydb.topic.allow-plaintext-credentials=true)");
			}
			return new TopicClientSettings(this);
		}

	}

}
