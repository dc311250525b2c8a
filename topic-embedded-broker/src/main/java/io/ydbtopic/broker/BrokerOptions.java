package io.ydbtopic.broker;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.grpc.ServerInterceptor;
import io.ydbtopic.broker.log.SyncPolicy;
import io.ydbtopic.broker.runtime.ThreadedRuntime;
import io.ydbtopic.broker.variant.ServerVariant;
import io.ydbtopic.broker.variant.Variants;
import org.jspecify.annotations.Nullable;

/**
 * How an embedded broker is set up. By default it listens on a free port of the loopback
 * interface, keeps everything in memory, lets everybody in, and has no topics. Immutable,
 * for any thread; its builder is for one thread.
 */
public final class BrokerOptions {

	private final Builder values;

	private BrokerOptions(Builder values) {
		this.values = values;
	}

	/**
	 * Begins with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The defaults.
	 * @return options
	 */
	public static BrokerOptions defaults() {
		return builder().build();
	}

	/** The port; null when the broker is reached in-process only. */
	@Nullable Integer port() {
		if (this.values.port == null && this.values.inProcessName == null) {
			return 0;
		}
		return this.values.port;
	}

	@Nullable String inProcessName() {
		return this.values.inProcessName;
	}

	String host() {
		return this.values.host;
	}

	String advertisedHost() {
		return this.values.advertisedHost;
	}

	String database() {
		return this.values.database;
	}

	@Nullable Path dataDir() {
		return this.values.dataDir;
	}

	int journalCapacity() {
		return this.values.journalCapacity;
	}

	SyncPolicy sync() {
		return this.values.sync;
	}

	List<TopicSpec> topics() {
		return this.values.topics;
	}

	Duration retentionCheckInterval() {
		return this.values.retentionCheckInterval;
	}

	boolean splitByLoad() {
		return this.values.splitByLoad;
	}

	Duration loadCheckInterval() {
		return this.values.loadCheckInterval;
	}

	List<ServerInterceptor> interceptors() {
		return this.values.interceptors;
	}

	Duration silentConnectionTimeout() {
		return this.values.silentConnectionTimeout;
	}

	Clock clock() {
		return this.values.clock;
	}

	boolean autoCreateTopics() {
		return this.values.autoCreateTopics;
	}

	int autoCreatePartitions() {
		return this.values.autoCreatePartitions;
	}

	Map<String, String> users() {
		return this.values.users;
	}

	Set<String> tokens() {
		return this.values.tokens;
	}

	boolean requireToken() {
		return this.values.requireToken;
	}

	/** Null for plaintext. */
	@Nullable TlsFiles tls() {
		return this.values.tls;
	}

	boolean pinTransactionOffsets() {
		return this.values.pinTransactionOffsets;
	}

	int nodes() {
		return this.values.nodes;
	}

	Duration transactionTimeout() {
		return this.values.transactionTimeout;
	}

	Variants variants() {
		return new Variants(this.values.variants, this.values.messageBytesMax);
	}

	/**
	 * Collects options. For one thread.
	 */
	public static final class Builder {

		private @Nullable Integer port;

		private @Nullable String inProcessName;

		private String host = "localhost";

		private String advertisedHost = "";

		private String database = "/local";

		private @Nullable Path dataDir;

		private SyncPolicy sync = SyncPolicy.NONE;

		private int journalCapacity = 10_000;

		private final List<TopicSpec> topics = new ArrayList<>();

		private final List<ServerInterceptor> interceptors = new ArrayList<>();

		private Duration retentionCheckInterval = Duration.ofSeconds(1);

		private boolean splitByLoad = true;

		private Duration loadCheckInterval = Duration.ofSeconds(1);

		private Duration silentConnectionTimeout = Duration.ofMinutes(2);

		private Clock clock = ThreadedRuntime.systemClock();

		private boolean autoCreateTopics;

		private int autoCreatePartitions = 1;

		private final Map<String, String> users = new HashMap<>(Map.of("root", "1234"));

		private final Set<String> tokens = new HashSet<>();

		private boolean requireToken;

		private final Set<ServerVariant> variants = EnumSet.noneOf(ServerVariant.class);

		private long messageBytesMax = Variants.NONE.messageBytesMax();

		private int nodes = 1;

		private boolean pinTransactionOffsets;

		private @Nullable TlsFiles tls;

		private Duration transactionTimeout = Duration.ofMinutes(10);

		private Builder() {
		}

		/**
		 * Listens on a port.
		 * @param number 0 to 65535; 0 takes any free one
		 * @return this builder
		 */
		public Builder port(int number) {
			if (number < 0 || number > 65_535) {
				throw new IllegalArgumentException("port is " + number + " (expected 0 to 65535)");
			}
			this.port = number;
			return this;
		}

		/**
		 * Can be reached inside the JVM under a name; without a port that is the only
		 * way.
		 * @param name unique in the JVM
		 * @return this builder
		 */
		public Builder inProcessName(String name) {
			this.inProcessName = requireText("inProcessName", name);
			return this;
		}

		/**
		 * Listens on another interface than the loopback one.
		 * @param name a host name or an address, such as {@code 0.0.0.0}
		 * @return this builder
		 */
		public Builder host(String name) {
			this.host = requireText("host", name);
			return this;
		}

		/**
		 * Tells clients in discovery to connect to this host. By default they are told
		 * the one by which they came.
		 * @param name a host name or an address
		 * @return this builder
		 */
		public Builder advertisedHost(String name) {
			this.advertisedHost = requireText("advertisedHost", name);
			return this;
		}

		/**
		 * Serves another database than {@code /local}.
		 * @param path an absolute path
		 * @return this builder
		 */
		public Builder database(String path) {
			if (!path.startsWith("/") || path.length() < 2) {
				throw new IllegalArgumentException(
						"database is '" + path + "' (expected an absolute path such as '/local')");
			}
			this.database = path;
			return this;
		}

		/**
		 * Keeps everything in a directory, from where a later broker goes on.
		 * @param directory made when missing; must be empty or written by a broker
		 * @return this builder
		 */
		public Builder dataDir(Path directory) {
			this.dataDir = directory;
			return this;
		}

		/**
		 * Says when what is written to the data directory is forced to the device; by
		 * default {@link SyncPolicy#NONE}. Without a data directory it has no effect.
		 * @param policy when
		 * @return this builder
		 */
		public Builder sync(SyncPolicy policy) {
			this.sync = policy;
			return this;
		}

		/**
		 * Sets how many events the journal keeps; by default 10,000.
		 * @param events 0 for no journal
		 * @return this builder
		 * @throws IllegalArgumentException when it is negative
		 */
		public Builder journalCapacity(int events) {
			if (events < 0) {
				throw new IllegalArgumentException("journalCapacity is " + events + " (expected 0 or more)");
			}
			this.journalCapacity = events;
			return this;
		}

		/**
		 * Makes a topic at start, unless it is there; may be called many times.
		 * @param spec the topic
		 * @return this builder
		 */
		public Builder topic(TopicSpec spec) {
			this.topics.add(spec);
			return this;
		}

		/**
		 * Makes a topic at start, unless it is there; may be called many times.
		 * @param spec such as {@code orders:4:billing,audit}
		 * @return this builder
		 */
		public Builder topic(String spec) {
			return topic(TopicSpec.parse(spec));
		}

		/**
		 * Looks for expired messages this often; 1 s by default.
		 * @param interval more than zero
		 * @return this builder
		 */
		public Builder retentionCheckInterval(Duration interval) {
			this.retentionCheckInterval = requirePositive("retentionCheckInterval", interval);
			return this;
		}

		/**
		 * Splits partitions of auto-partitioned topics whose write load passes the
		 * topic's limit. Without it they split only on demand.
		 * @param split whether to; so by default
		 * @return this builder
		 */
		public Builder splitByLoad(boolean split) {
			this.splitByLoad = split;
			return this;
		}

		/**
		 * Looks for partitions with too much load this often; 1 s by default.
		 * @param interval more than zero
		 * @return this builder
		 */
		public Builder loadCheckInterval(Duration interval) {
			this.loadCheckInterval = requirePositive("loadCheckInterval", interval);
			return this;
		}

		/** Sees every call from outside of the broker's own code; for tests. */
		Builder interceptor(ServerInterceptor interceptor) {
			this.interceptors.add(interceptor);
			return this;
		}

		/**
		 * Closes a connection on which nothing came for so long, not even the answer to a
		 * ping; 2 minutes by default. Streams that say nothing stay open as long as their
		 * connection answers.
		 * @param timeout more than zero; half of it passes before the ping, half after it
		 * @return this builder
		 */
		public Builder silentConnectionTimeout(Duration timeout) {
			this.silentConnectionTimeout = requirePositive("silentConnectionTimeout", timeout);
			return this;
		}

		/**
		 * Takes the time of messages and of retention from another clock.
		 * @param source the clock
		 * @return this builder
		 */
		public Builder clock(Clock source) {
			this.clock = source;
			return this;
		}

		/**
		 * Makes topics and consumers when they are used first.
		 * @param create whether to; not by default
		 * @return this builder
		 */
		public Builder autoCreateTopics(boolean create) {
			this.autoCreateTopics = create;
			return this;
		}

		/**
		 * How many partitions topics get that are made on first use; 1 by default.
		 * @param partitions 1 or more
		 * @return this builder
		 */
		public Builder autoCreatePartitions(int partitions) {
			if (partitions < 1) {
				throw new IllegalArgumentException("autoCreatePartitions is " + partitions + " (expected 1 or more)");
			}
			this.autoCreatePartitions = partitions;
			return this;
		}

		/**
		 * Lets a user log in; {@code root} with password {@code 1234} can by default.
		 * @param name the user
		 * @param password the password
		 * @return this builder
		 */
		public Builder user(String name, String password) {
			this.users.put(requireText("name", name), password);
			return this;
		}

		/**
		 * Takes a token as good without a login; matters with
		 * {@link #requireToken(boolean)}.
		 * @param token the token
		 * @return this builder
		 */
		public Builder token(String token) {
			this.tokens.add(requireText("token", token));
			return this;
		}

		/**
		 * Refuses calls without a good token: a bad one with the gRPC status
		 * UNAUTHENTICATED; a missing one with UNAUTHORIZED in the answers about topics
		 * and directories and on streams that read, and with UNAUTHENTICATED elsewhere.
		 * @param require whether to; not by default
		 * @return this builder
		 */
		public Builder requireToken(boolean require) {
			this.requireToken = require;
			return this;
		}

		/**
		 * Does something as other versions of the server do it.
		 * @param chosen what
		 * @return this builder
		 */
		public Builder variant(ServerVariant... chosen) {
			this.variants.addAll(Set.of(chosen));
			return this;
		}

		/**
		 * Limits the payload of one message; by default only the size of a frame does.
		 * @param bytes the largest payload in bytes, more than zero
		 * @return this builder
		 */
		public Builder messageBytesMax(long bytes) {
			if (bytes < 1) {
				throw new IllegalArgumentException("messageBytesMax is " + bytes + " (expected 1 or more)");
			}
			this.messageBytesMax = bytes;
			return this;
		}

		/**
		 * Plays several nodes, each with a port of its own: the given port and those
		 * after it, or free ones. Discovery names all of them, each at another location;
		 * partitions are spread over them in turn. Needs a port and no in-process name.
		 * @param count 1 to 100; 1 by default
		 * @return this builder
		 */
		public Builder nodes(int count) {
			if (count < 1 || count > 100) {
				throw new IllegalArgumentException("nodes is " + count + " (expected 1 to 100)");
			}
			this.nodes = count;
			return this;
		}

		/**
		 * Talks TLS on its ports, and nothing else; in-process there is no TLS.
		 * @param certificateChain a file with certificates in PEM, the broker's own first
		 * @param privateKey a file with the key of the first certificate in PEM, PKCS #8,
		 * without a password
		 * @return this builder
		 */
		public Builder tls(Path certificateChain, Path privateKey) {
			this.tls = new TlsFiles(certificateChain, privateKey, null);
			return this;
		}

		/**
		 * Talks TLS as {@link #tls(Path, Path)}, and with clients only that prove
		 * themselves with a certificate.
		 * @param certificateChain a file with certificates in PEM, the broker's own first
		 * @param privateKey a file with the key of the first certificate in PEM, PKCS #8,
		 * without a password
		 * @param clientAuthorities a file with certificates in PEM, of those who may
		 * vouch for clients
		 * @return this builder
		 */
		public Builder mutualTls(Path certificateChain, Path privateKey, Path clientAuthorities) {
			this.tls = new TlsFiles(certificateChain, privateKey, clientAuthorities);
			return this;
		}

		/**
		 * Takes the offsets of a transaction at the transaction's own node only; others
		 * answer UNAVAILABLE. The official Java SDK asks any node.
		 * @param pin whether to; not by default
		 * @return this builder
		 */
		public Builder pinTransactionOffsets(boolean pin) {
			this.pinTransactionOffsets = pin;
			return this;
		}

		/**
		 * Rolls a transaction back that is open for so long; 10 min by default.
		 * @param timeout more than zero
		 * @return this builder
		 */
		public Builder transactionTimeout(Duration timeout) {
			this.transactionTimeout = requirePositive("transactionTimeout", timeout);
			return this;
		}

		/**
		 * Fixes the options.
		 * @return options that later calls of this builder don't change
		 * @throws IllegalArgumentException when options contradict each other
		 */
		public BrokerOptions build() {
			if (this.nodes > 1 && this.inProcessName != null) {
				throw new IllegalArgumentException("nodes is " + this.nodes + " and inProcessName is '"
						+ this.inProcessName + "' (expected one node in-process, or several on ports)");
			}
			if (this.port != null && this.port > 0 && this.port + this.nodes - 1 > 65_535) {
				throw new IllegalArgumentException("port is " + this.port + " and nodes is " + this.nodes
						+ " (expected the last port to be 65535 at most)");
			}
			Builder copy = new Builder();
			copy.port = this.port;
			copy.inProcessName = this.inProcessName;
			copy.host = this.host;
			copy.advertisedHost = this.advertisedHost;
			copy.database = this.database;
			copy.dataDir = this.dataDir;
			copy.sync = this.sync;
			copy.journalCapacity = this.journalCapacity;
			copy.topics.addAll(this.topics);
			copy.interceptors.addAll(this.interceptors);
			copy.retentionCheckInterval = this.retentionCheckInterval;
			copy.splitByLoad = this.splitByLoad;
			copy.loadCheckInterval = this.loadCheckInterval;
			copy.silentConnectionTimeout = this.silentConnectionTimeout;
			copy.clock = this.clock;
			copy.autoCreateTopics = this.autoCreateTopics;
			copy.autoCreatePartitions = this.autoCreatePartitions;
			copy.users.putAll(this.users);
			copy.tokens.addAll(this.tokens);
			copy.requireToken = this.requireToken;
			copy.variants.addAll(this.variants);
			copy.messageBytesMax = this.messageBytesMax;
			copy.pinTransactionOffsets = this.pinTransactionOffsets;
			copy.tls = this.tls;
			copy.nodes = this.nodes;
			copy.transactionTimeout = this.transactionTimeout;
			return new BrokerOptions(copy);
		}

		private static Duration requirePositive(String name, Duration value) {
			if (value.isNegative() || value.isZero()) {
				throw new IllegalArgumentException(name + " is " + value + " (expected more than 0)");
			}
			return value;
		}

		private static String requireText(String name, String value) {
			if (value.isBlank()) {
				throw new IllegalArgumentException(name + " is empty (expected a text)");
			}
			return value;
		}

	}

}
