package io.ydbtopic.spring.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.spring.core.ProvisioningMode;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;

/**
 * All settings under {@code ydb.topic}. Data only: {@link TopicPropertiesMapper} makes
 * settings of the client of it.
 */
@ConfigurationProperties(prefix = TopicProperties.PREFIX, ignoreUnknownFields = false)
public class TopicProperties extends ClientProperties {

	/** Prefix of all keys. */
	public static final String PREFIX = "ydb.topic";

	/**
	 * The broker inside the application.
	 */
	private final Embedded embedded = new Embedded();

	/**
	 * Other clusters by name; each is a client beside that of the application.
	 */
	private final Map<String, ClientProperties> clients = new LinkedHashMap<>();

	/**
	 * Settings of all writers, unless a writer says otherwise.
	 */
	@NestedConfigurationProperty
	private final WriterProperties writer = new WriterProperties();

	/**
	 * Settings of all readers and listeners, unless one says otherwise.
	 */
	@NestedConfigurationProperty
	private final ReaderProperties reader = new ReaderProperties();

	/**
	 * Writers by name; each is a bean of that name.
	 */
	private final Map<String, WriterProperties> writers = new LinkedHashMap<>();

	/**
	 * Readers by name; each is a bean of that name.
	 */
	private final Map<String, ReaderProperties> readers = new LinkedHashMap<>();

	/**
	 * Template that writes to any topic.
	 */
	private final Template template = new Template();

	/**
	 * Names of payload types on the wire, each with its class, for example
	 * "order=com.acme.Order": written as the metadata item "type", and read as that class
	 * where a listener takes what it extends.
	 */
	private final Map<String, String> typeMappings = new LinkedHashMap<>();

	/**
	 * Most messages that all listeners together get in a time, for example "500/s"; no
	 * limit by default.
	 */
	private @Nullable String rateLimit;

	/**
	 * Settings of all listeners.
	 */
	@NestedConfigurationProperty
	private final ListenerProperties listener = new ListenerProperties();

	/**
	 * Settings of single listeners by id, over those of all listeners.
	 */
	private final Map<String, ListenerProperties> listeners = new LinkedHashMap<>();

	/**
	 * What remembers which messages were handled.
	 */
	private final Idempotency idempotency = new Idempotency();

	/**
	 * Meters.
	 */
	private final Metrics metrics = new Metrics();

	/**
	 * Observations, of which timers and traces are made.
	 */
	private final Observation observation = new Observation();

	/**
	 * What happens at start to topics that are defined as beans: nothing, a check, or the
	 * making of those that are missing.
	 */
	private ProvisioningMode provisioning = ProvisioningMode.NONE;

	/**
	 * Health.
	 */
	private final Health health = new Health();

	/**
	 * The page that shows and operates topics and listeners.
	 */
	private final Console console = new Console();

	public ProvisioningMode getProvisioning() {
		return this.provisioning;
	}

	public void setProvisioning(ProvisioningMode provisioning) {
		this.provisioning = provisioning;
	}

	public Embedded getEmbedded() {
		return this.embedded;
	}

	public Map<String, ClientProperties> getClients() {
		return this.clients;
	}

	public WriterProperties getWriter() {
		return this.writer;
	}

	public ReaderProperties getReader() {
		return this.reader;
	}

	public Map<String, WriterProperties> getWriters() {
		return this.writers;
	}

	public Map<String, ReaderProperties> getReaders() {
		return this.readers;
	}

	public Template getTemplate() {
		return this.template;
	}

	public Map<String, String> getTypeMappings() {
		return this.typeMappings;
	}

	public @Nullable String getRateLimit() {
		return this.rateLimit;
	}

	public void setRateLimit(@Nullable String rateLimit) {
		this.rateLimit = rateLimit;
	}

	public ListenerProperties getListener() {
		return this.listener;
	}

	public Map<String, ListenerProperties> getListeners() {
		return this.listeners;
	}

	public Idempotency getIdempotency() {
		return this.idempotency;
	}

	public Metrics getMetrics() {
		return this.metrics;
	}

	public Observation getObservation() {
		return this.observation;
	}

	public Health getHealth() {
		return this.health;
	}

	public Console getConsole() {
		return this.console;
	}

	/**
	 * The broker inside the application.
	 */
	public static class Embedded {

		/**
		 * Whether a broker is started inside the application and used instead of a
		 * server.
		 */
		private boolean enabled = false;

		/**
		 * Port that the broker listens on; 0 takes any free one.
		 */
		private int port = 0;

		/**
		 * Directory from where a later run goes on; by default everything is in memory.
		 */
		private @Nullable Path dataDir;

		/**
		 * Path of the database that the broker serves.
		 */
		private String database = "/local";

		/**
		 * Topics that the broker has, by name.
		 */
		private final Map<String, Topic> topics = new LinkedHashMap<>();

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getPort() {
			return this.port;
		}

		public void setPort(int port) {
			this.port = port;
		}

		public @Nullable Path getDataDir() {
			return this.dataDir;
		}

		public void setDataDir(@Nullable Path dataDir) {
			this.dataDir = dataDir;
		}

		public String getDatabase() {
			return this.database;
		}

		public void setDatabase(String database) {
			this.database = database;
		}

		public Map<String, Topic> getTopics() {
			return this.topics;
		}

		/**
		 * A topic of the broker inside the application.
		 */
		public static class Topic {

			/**
			 * How many partitions it has.
			 */
			private int partitions = 1;

			/**
			 * Names of its consumers.
			 */
			private List<String> consumers = List.of();

			public int getPartitions() {
				return this.partitions;
			}

			public void setPartitions(int partitions) {
				this.partitions = partitions;
			}

			public List<String> getConsumers() {
				return this.consumers;
			}

			public void setConsumers(List<String> consumers) {
				this.consumers = consumers;
			}

		}

	}

	/**
	 * Health.
	 */
	public static class Health {

		/**
		 * How long a stream may be without a connection before its health is
		 * OUT_OF_SERVICE.
		 */
		private Duration reconnectingAfter = Duration.ofSeconds(30);

		public Duration getReconnectingAfter() {
			return this.reconnectingAfter;
		}

		public void setReconnectingAfter(Duration reconnectingAfter) {
			this.reconnectingAfter = reconnectingAfter;
		}

	}

	/**
	 * The page that shows and operates topics and listeners.
	 */
	public static class Console {

		/**
		 * Whether the application serves a page that shows and operates its topics and
		 * listeners. Protect it as the rest of the application.
		 */
		private boolean enabled = false;

		/**
		 * Path of the page, below the context path of the application.
		 */
		private String path = "/topics-console";

		/**
		 * Topics that are shown beside those that the application uses; the last part of
		 * a path may hold * and ?.
		 */
		private List<String> topics = List.of();

		/**
		 * Whether messages can be looked at.
		 */
		private boolean payloads = true;

		/**
		 * Whether listeners can be paused, and offsets moved; otherwise the page only
		 * shows.
		 */
		private boolean operations = true;

		/**
		 * How often the lag of each consumer is asked for.
		 */
		private Duration lagInterval = Duration.ofSeconds(10);

		/**
		 * How many answers about the lag are kept in memory for each consumer.
		 */
		private int lagSamples = 360;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public String getPath() {
			return this.path;
		}

		public void setPath(String path) {
			this.path = path;
		}

		public List<String> getTopics() {
			return this.topics;
		}

		public void setTopics(List<String> topics) {
			this.topics = topics;
		}

		public boolean isPayloads() {
			return this.payloads;
		}

		public void setPayloads(boolean payloads) {
			this.payloads = payloads;
		}

		public boolean isOperations() {
			return this.operations;
		}

		public void setOperations(boolean operations) {
			this.operations = operations;
		}

		public Duration getLagInterval() {
			return this.lagInterval;
		}

		public void setLagInterval(Duration lagInterval) {
			this.lagInterval = lagInterval;
		}

		public int getLagSamples() {
			return this.lagSamples;
		}

		public void setLagSamples(int lagSamples) {
			this.lagSamples = lagSamples;
		}

	}

	/**
	 * The template that writes to any topic.
	 */
	public static class Template {

		/**
		 * Path of the topic of messages that name none, and whose class has none.
		 */
		private @Nullable String defaultTopic;

		/**
		 * Paths of topics, each with the classes of the payloads, or their names under
		 * "ydb.topic.type-mappings", that go there unless the call names a topic.
		 */
		private final Map<String, List<String>> topicMappings = new LinkedHashMap<>();

		/**
		 * Most writers that the templates may have, one for each topic, producer id and
		 * partition.
		 */
		private int maxWriters = 1000;

		public @Nullable String getDefaultTopic() {
			return this.defaultTopic;
		}

		public void setDefaultTopic(@Nullable String defaultTopic) {
			this.defaultTopic = defaultTopic;
		}

		public Map<String, List<String>> getTopicMappings() {
			return this.topicMappings;
		}

		public int getMaxWriters() {
			return this.maxWriters;
		}

		public void setMaxWriters(int maxWriters) {
			this.maxWriters = maxWriters;
		}

	}

	/**
	 * What remembers which messages were handled.
	 */
	public static class Idempotency {

		/**
		 * Producers of partitions that the store in memory remembers ("memory").
		 */
		private int memoryCapacity = 10_000;

		/**
		 * Table of the store in a database ("jdbc").
		 */
		private String jdbcTable = "ydb_topic_handled";

		public int getMemoryCapacity() {
			return this.memoryCapacity;
		}

		public void setMemoryCapacity(int memoryCapacity) {
			this.memoryCapacity = memoryCapacity;
		}

		public String getJdbcTable() {
			return this.jdbcTable;
		}

		public void setJdbcTable(String jdbcTable) {
			this.jdbcTable = jdbcTable;
		}

	}

	/**
	 * Meters.
	 */
	public static class Metrics {

		/**
		 * Whether lag and offsets of listeners are measured for each partition, too.
		 */
		private boolean perPartition = false;

		public boolean isPerPartition() {
			return this.perPartition;
		}

		public void setPerPartition(boolean perPartition) {
			this.perPartition = perPartition;
		}

	}

	/**
	 * Observations, of which timers and traces are made.
	 */
	public static class Observation {

		/**
		 * Whether each message that is written is observed, and takes its trace along.
		 */
		private boolean send = true;

		/**
		 * Whether each call of a listener is observed, and goes on with the trace of its
		 * message.
		 */
		private boolean listen = true;

		/**
		 * Whether each message of a batch is observed for itself, beside the call.
		 */
		private boolean recordsInBatch = false;

		public boolean isSend() {
			return this.send;
		}

		public void setSend(boolean send) {
			this.send = send;
		}

		public boolean isListen() {
			return this.listen;
		}

		public void setListen(boolean listen) {
			this.listen = listen;
		}

		public boolean isRecordsInBatch() {
			return this.recordsInBatch;
		}

		public void setRecordsInBatch(boolean recordsInBatch) {
			this.recordsInBatch = recordsInBatch;
		}

	}

}
