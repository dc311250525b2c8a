package io.ydbtopic.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

import javax.net.ssl.SSLException;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.admin.AdminServer;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.DiskStore;
import io.ydbtopic.broker.log.MemoryStore;
import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.runtime.SkewedClock;
import io.ydbtopic.broker.runtime.SkewedRuntime;
import io.ydbtopic.broker.runtime.ThreadedRuntime;
import io.ydbtopic.broker.service.AdvertisedAddress;
import io.ydbtopic.broker.session.StreamEnd;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker inside the JVM that serves the YDB topic API over gRPC: on a port, on an
 * in-process name, or both. It is listening when {@link #start} returns, and nothing of
 * it is left when {@link #close} returns. Beside the API it offers a view on what is
 * stored, and faults. Topics are named relative to the database or absolutely. Safe for
 * use by many threads.
 */
public final class EmbeddedBroker implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBroker.class);

	/** Above the limit of the protocol, so that the protocol's own answer is given. */
	private static final int INBOUND_BYTES_MAX = 128 * 1024 * 1024;

	/** How long open calls get to end when the broker closes. */
	private static final long CLOSE_SECONDS_MAX = 5;

	private static final AtomicLong NUMBER = new AtomicLong();

	private final BrokerOptions options;

	private final BrokerRuntime runtime;

	private final BrokerStore store;

	private final BrokerCore core;

	private final TopicFaults faults;

	private final List<Server> servers = new ArrayList<>();

	/** The port of node 1 comes first; empty when the broker is in-process only. */
	private final List<Integer> ports;

	private final AtomicBoolean closed = new AtomicBoolean();

	private EmbeddedBroker(BrokerOptions options, BrokerRuntime runtime, SkewedClock clock, BrokerStore store)
			throws IOException {
		this.options = options;
		this.runtime = runtime;
		this.store = store;
		this.core = new BrokerCore(options, runtime, clock, store);
		this.faults = new TopicFaults(this.core.faults(), this.core);
		options.topics().forEach(this::createTopic);
		this.ports = startServers();
		this.core.startChecks();
	}

	/**
	 * Starts a broker.
	 * @param options how it is set up
	 * @return the broker, listening
	 * @throws UncheckedIOException when the port is taken
	 * @throws IllegalStateException when the data directory can't be used
	 * @throws IllegalArgumentException when the files for TLS can't be used
	 */
	public static EmbeddedBroker start(BrokerOptions options) {
		SkewedClock clock = new SkewedClock(options.clock());
		return start(options, new ThreadedRuntime("ydb-topic-broker-" + NUMBER.incrementAndGet(), clock), clock);
	}

	/**
	 * Starts a broker on another machine, such as one with virtual time.
	 * @param options how it is set up; its clock is not used
	 * @param machine its clock, threads, timers and chance; closed with the broker
	 * @return the broker, listening
	 * @throws UncheckedIOException when the port is taken
	 * @throws IllegalStateException when the data directory can't be used
	 * @throws IllegalArgumentException when the files for TLS can't be used
	 */
	public static EmbeddedBroker start(BrokerOptions options, BrokerRuntime machine) {
		SkewedClock clock = new SkewedClock(machine.clock());
		return start(options, new SkewedRuntime(machine, clock), clock);
	}

	private static EmbeddedBroker start(BrokerOptions options, BrokerRuntime runtime, SkewedClock clock) {
		BrokerStore store = null;
		try {
			Path dataDir = options.dataDir();
			store = (dataDir != null) ? DiskStore.open(dataDir, runtime, options.sync()) : new MemoryStore();
			EmbeddedBroker broker = new EmbeddedBroker(options, runtime, clock, store);
			logger.debug("Broker listens at {}", broker.connectionString());
			broker.warnIfExposed();
			return broker;
		}
		catch (IOException ex) {
			closeQuietly(store, runtime);
			throw new UncheckedIOException("The broker can't listen on port " + options.port() + " of " + options.host()
					+ ": " + ex.getMessage() + " (expected a free port; 0 takes any)", ex);
		}
		catch (RuntimeException ex) {
			closeQuietly(store, runtime);
			throw ex;
		}
	}

	/** A broker that nobody protects should not be on the network by mistake. */
	private void warnIfExposed() {
		if (this.ports.isEmpty() || new InetSocketAddress(this.options.host(), 0).getAddress().isLoopbackAddress()) {
			return;
		}
		logger.warn(
				"The broker listens on {}, where other machines can reach port {}, {} and {}: who reaches it"
						+ " reads, writes and drops topics (expected: host localhost, or a network that is trusted)",
				this.options.host(), port(), (this.options.tls() != null) ? "with TLS" : "without TLS",
				this.options.requireToken() ? "for who has a token" : "without a token");
	}

	private static void closeQuietly(@Nullable BrokerStore store, BrokerRuntime runtime) {
		runtime.close();
		if (store != null) {
			store.close();
		}
	}

	private List<Integer> startServers() throws IOException {
		Integer wanted = this.options.port();
		try {
			List<Integer> listening = (wanted != null) ? startNodes(wanted) : List.of();
			String name = this.options.inProcessName();
			if (name != null) {
				InProcessServerBuilder builder = InProcessServerBuilder.forName(name);
				List<AdvertisedAddress> addresses = List
					.of(new AdvertisedAddress(this.options.advertisedHost(), name, () -> 0));
				this.servers.add(serve(builder, addresses, 1).start());
			}
			return listening;
		}
		catch (IOException ex) {
			this.servers.forEach(Server::shutdownNow);
			throw ex;
		}
	}

	private List<Integer> startNodes(int wanted) throws IOException {
		InetSocketAddress first = new InetSocketAddress(this.options.host(), wanted);
		if (first.isUnresolved()) {
			throw new IOException("host '" + this.options.host() + "' is not known");
		}
		String reachable = first.getAddress().isAnyLocalAddress() ? "localhost" : this.options.host();
		AtomicIntegerArray bound = new AtomicIntegerArray(this.options.nodes());
		List<AdvertisedAddress> addresses = new ArrayList<>();
		for (int i = 0; i < bound.length(); i++) {
			int index = i;
			addresses.add(new AdvertisedAddress(this.options.advertisedHost(), reachable, () -> bound.get(index)));
		}
		List<Integer> listening = new ArrayList<>();
		for (int i = 0; i < bound.length(); i++) {
			InetSocketAddress address = new InetSocketAddress(first.getAddress(), (wanted > 0) ? wanted + i : 0);
			Server server = startNetty(address, addresses, i + 1);
			bound.set(i, server.getPort());
			this.servers.add(server);
			listening.add(server.getPort());
		}
		return List.copyOf(listening);
	}

	private Server startNetty(InetSocketAddress address, List<AdvertisedAddress> addresses, int node)
			throws IOException {
		long halfOfSilence = Math.max(1, this.options.silentConnectionTimeout().toMillis() / 2);
		NettyServerBuilder builder = NettyServerBuilder.forAddress(address)
			.maxInboundMessageSize(INBOUND_BYTES_MAX)
			.keepAliveTime(halfOfSilence, TimeUnit.MILLISECONDS)
			.keepAliveTimeout(halfOfSilence, TimeUnit.MILLISECONDS)
			.permitKeepAliveTime(0, TimeUnit.MILLISECONDS)
			.permitKeepAliveWithoutCalls(true);
		secure(builder);
		return serve(builder, addresses, node).start();
	}

	private void secure(NettyServerBuilder builder) {
		TlsFiles tls = this.options.tls();
		if (tls == null) {
			return;
		}
		try {
			SslContextBuilder context = SslContextBuilder.forServer(tls.certificateChain().toFile(),
					tls.privateKey().toFile());
			Path authorities = tls.clientAuthorities();
			if (authorities != null) {
				context.trustManager(authorities.toFile()).clientAuth(ClientAuth.REQUIRE);
			}
			builder.sslContext(GrpcSslContexts.configure(context).build());
		}
		catch (SSLException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("TLS can't be used with certificates " + tls.certificateChain()
					+ ", key " + tls.privateKey()
					+ ((tls.clientAuthorities() != null) ? " and clients' authorities " + tls.clientAuthorities() : "")
					+ ": " + ex.getMessage()
					+ " (expected certificates in PEM, and the key of the first one in PEM, PKCS #8, no password)", ex);
		}
	}

	private Server serve(ServerBuilder<?> builder, List<AdvertisedAddress> addresses, int node) {
		builder.directExecutor();
		this.options.interceptors().forEach(builder::intercept);
		this.core.services(addresses, node).forEach(builder::addService);
		return builder.build();
	}

	/**
	 * How clients connect.
	 * @return {@code grpc://host:port/database}, with {@code grpcs} for TLS, or
	 * {@code inprocess://name/database} when there is no port
	 */
	public String connectionString() {
		if (this.ports.isEmpty()) {
			return "inprocess://" + this.options.inProcessName() + database();
		}
		String host = this.options.advertisedHost();
		if (host.isEmpty()) {
			host = "0.0.0.0".equals(this.options.host()) ? "localhost" : this.options.host();
		}
		String scheme = (this.options.tls() != null) ? "grpcs" : "grpc";
		return scheme + "://" + host + ":" + port() + database();
	}

	/**
	 * The port it listens on; that of the first node when there are several.
	 * @return -1 when there is none
	 */
	public int port() {
		return this.ports.isEmpty() ? -1 : this.ports.get(0);
	}

	/**
	 * The ports of its nodes.
	 * @return that of node 1 first; empty when there is none
	 */
	public List<Integer> ports() {
		return this.ports;
	}

	/**
	 * The database it serves.
	 * @return its absolute path
	 */
	public String database() {
		return this.core.catalogue().paths().database();
	}

	/**
	 * Makes it misbehave.
	 * @return the switches
	 */
	public TopicFaults faults() {
		return this.faults;
	}

	/** Serves admin calls until the server is closed. */
	AdminServer serveAdmin(int adminPort) throws IOException {
		return AdminServer.start(adminPort, this.faults, this.core.catalogue());
	}

	/**
	 * What happened: who connected, which partition moved where and why, which commit
	 * came.
	 * @return the journal; empty when it is off
	 */
	public Journal journal() {
		return this.core.journal();
	}

	/**
	 * What users may do: everything, until something is denied.
	 * @return the rules
	 */
	public AccessRules access() {
		return this.core.access();
	}

	/**
	 * Makes a topic, unless it is there.
	 * @param spec the topic
	 */
	public void createTopic(TopicSpec spec) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath(spec.name());
		request.getPartitioningSettingsBuilder().setMinActivePartitions(spec.partitions());
		spec.consumers().forEach((name) -> request.addConsumers(Consumer.newBuilder().setName(name)));
		this.core.catalogue().create(request.build());
	}

	/**
	 * The topics there are now.
	 * @return by path, with as many partitions as were ever made
	 */
	public List<TopicSpec> topics() {
		return this.core.catalogue()
			.topics()
			.stream()
			.sorted(Comparator.comparing(Topic::path))
			.map((topic) -> new TopicSpec(topic.path(), topic.partitions().size(),
					topic.settings().consumers().stream().map(Consumer::getName).toList()))
			.toList();
	}

	/**
	 * What is stored in a partition now.
	 * @param topic the topic
	 * @param partition the partition
	 * @return the messages in order; a copy
	 */
	public List<StoredRecord> records(String topic, long partition) {
		Partition found = partition(topic, partition);
		return found.records().read(found.startOffset(), found.endOffset(), Long.MAX_VALUE, Integer.MAX_VALUE);
	}

	/**
	 * The offset that the next message of a partition gets.
	 * @param topic the topic
	 * @param partition the partition
	 * @return an offset
	 */
	public long endOffset(String topic, long partition) {
		return partition(topic, partition).endOffset();
	}

	/**
	 * The first offset that a consumer has not committed.
	 * @param topic the topic
	 * @param partition the partition
	 * @param consumer the consumer
	 * @return an offset
	 */
	public long committedOffset(String topic, long partition, String consumer) {
		Partition found = partition(topic, partition);
		TopicConsumer reading = this.core.catalogue().get(topic).consumer(consumer);
		if (reading == null) {
			throw new IllegalArgumentException("Topic '" + topic + "' has no consumer '" + consumer + "'");
		}
		return reading.committedOffset(found.id());
	}

	private Partition partition(String topic, long partition) {
		Topic found = this.core.catalogue().find(topic);
		if (found == null) {
			throw new IllegalArgumentException("Topic '" + topic + "' does not exist");
		}
		Partition of = found.find(partition);
		if (of == null) {
			throw new IllegalArgumentException("Topic '" + topic + "' has no partition " + partition
					+ " (expected 0 to " + (found.partitions().size() - 1) + ")");
		}
		return of;
	}

	/**
	 * How many read and write streams are open.
	 * @return a count
	 */
	public int openStreams() {
		return this.core.streams().openCount();
	}

	/**
	 * How many read and write streams were opened since the start, whatever became of
	 * them.
	 * @return a count
	 */
	public long connectsSeen() {
		return this.core.streams().openedCount();
	}

	/**
	 * How many handshakes of read and write streams came since the start, whatever their
	 * answer.
	 * @return a count
	 */
	public long handshakesSeen() {
		return this.core.streams().handshakeCount();
	}

	/**
	 * How many query sessions are open.
	 * @return a count
	 */
	public int openQuerySessions() {
		return this.core.openQuerySessions();
	}

	/**
	 * Ends all streams and query sessions, stops listening, and writes what is left to
	 * the data directory. Idempotent.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.core.stopChecks();
		this.servers.forEach(Server::shutdown);
		this.core.closeAll(StreamEnd.UNAVAILABLE, "The broker is closing");
		this.core.endQuerySessions();
		awaitServers();
		this.runtime.close();
		this.store.close();
	}

	private void awaitServers() {
		try {
			for (Server server : this.servers) {
				if (!server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
					server.shutdownNow();
					server.awaitTermination(1, TimeUnit.SECONDS);
				}
			}
		}
		catch (InterruptedException ex) {
			this.servers.forEach(Server::shutdownNow);
			Thread.currentThread().interrupt();
		}
	}

}
