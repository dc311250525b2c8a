package io.ydbtopic.broker;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.fault.FaultTarget;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.query.StatementRunner;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.runtime.SkewedClock;
import io.ydbtopic.broker.service.AccountService;
import io.ydbtopic.broker.service.Accounts;
import io.ydbtopic.broker.service.AdvertisedAddress;
import io.ydbtopic.broker.service.CallerRights;
import io.ydbtopic.broker.service.CallGate;
import io.ydbtopic.broker.service.DiscoveryService;
import io.ydbtopic.broker.service.OpenAnswers;
import io.ydbtopic.broker.service.QueryService;
import io.ydbtopic.broker.service.SchemeService;
import io.ydbtopic.broker.service.TableService;
import io.ydbtopic.broker.service.TopicService;
import io.ydbtopic.broker.session.BrokerContext;
import io.ydbtopic.broker.session.LiveStream;
import io.ydbtopic.broker.session.LiveStreams;
import io.ydbtopic.broker.session.StreamEnd;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.broker.topic.LoadSplits;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.Retention;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.broker.tx.QuerySessions;
import io.ydbtopic.broker.tx.TableSessions;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a broker put together, without a server in front: what it does on a given
 * machine and store. {@link EmbeddedBroker} puts it on the JVM's threads and sockets; a
 * simulation puts it on virtual time and a network of its own. Safe for use by many
 * threads.
 */
public final class BrokerCore implements FaultTarget {

	private final BrokerRuntime runtime;

	private final SkewedClock clock;

	private final BrokerOptions options;

	private final Journal journal;

	private final FaultScript faults;

	private final OpenAnswers openAnswers = new OpenAnswers();

	private final LiveStreams streams = new LiveStreams();

	private final Catalogue catalogue;

	private final Accounts accounts;

	private final AccessRules access;

	private final QuerySessions sessions;

	private final TableSessions tableSessions;

	private final BrokerContext context;

	private volatile boolean closed;

	/**
	 * Puts a broker together from what the store holds.
	 * @param options how it is set up; what they say about sockets, the data directory
	 * and topics to make is not looked at
	 * @param runtime threads, timers and chance
	 * @param clock the runtime's clock, which faults set off
	 * @param store where everything is kept
	 */
	public BrokerCore(BrokerOptions options, BrokerRuntime runtime, SkewedClock clock, BrokerStore store) {
		this.clock = clock;
		this.journal = new Journal(options.journalCapacity(), clock, runtime.executor());
		this.faults = new FaultScript(this.journal);
		this.options = options;
		this.runtime = runtime;
		this.catalogue = new Catalogue(new DatabasePaths(options.database()), store, runtime.clock(),
				options.autoCreateTopics() ? new Catalogue.AutoCreation(options.autoCreatePartitions()) : null,
				options.nodes(), options.variants(), this.journal);
		this.accounts = new Accounts(runtime, this.faults, options.users(), options.tokens(), options.requireToken(),
				this.journal);
		this.access = new AccessRules(this.catalogue.paths(),
				() -> this.streams.snapshot().forEach(LiveStream::recheckRights));
		this.sessions = new QuerySessions(runtime, this.catalogue, this.faults, options.transactionTimeout(),
				options.pinTransactionOffsets(), this.journal);
		this.tableSessions = new TableSessions(this.sessions);
		this.context = new BrokerContext(runtime, this.catalogue, this.faults, this.streams, this.accounts, this.access,
				this.sessions, options.variants(), this.journal);
		tellRecovered();
		store.whenFailed((reason) -> {
			this.journal.add(JournalKind.STORE_FAILED, null, null, "", reason.text());
			endStreams((subject) -> true, reason);
			this.openAnswers.failAll(reason);
		});
	}

	private void tellRecovered() {
		for (Topic topic : this.catalogue.topics()) {
			long messages = 0;
			for (Partition partition : topic.partitions()) {
				messages += partition.endOffset() - partition.startOffset();
			}
			this.journal.add(JournalKind.RECOVERED, topic.path(), null, "",
					topic.partitions().size() + " partitions with " + messages + " messages");
		}
	}

	/**
	 * Begins what happens by itself, now and then: messages expire, partitions split.
	 */
	public void startChecks() {
		Retention retention = new Retention(this.catalogue);
		repeat("retention", this.options.retentionCheckInterval(), retention::apply);
		if (this.options.splitByLoad()) {
			LoadSplits splits = new LoadSplits(this.catalogue);
			repeat("splits by load", this.options.loadCheckInterval(), splits::apply);
		}
	}

	private void repeat(String name, Duration interval, LongConsumer check) {
		if (!this.closed) {
			try {
				check.accept(this.runtime.clock().millis());
			}
			finally {
				this.runtime.schedule(name, interval, () -> repeat(name, interval, check));
			}
		}
	}

	/**
	 * Ends what happens by itself.
	 */
	public void stopChecks() {
		this.closed = true;
	}

	/**
	 * What one node serves.
	 * @param addresses where clients reach the nodes; the address of node 1 comes first
	 * @param node the node, from 1
	 * @return the services, behind the gate that looks at tokens
	 */
	public List<ServerServiceDefinition> services(List<AdvertisedAddress> addresses, int node) {
		CallGate gate = new CallGate(this.accounts);
		return ungated(addresses, node).stream().map((service) -> ServerInterceptors.intercept(service, gate)).toList();
	}

	private List<ServerServiceDefinition> ungated(List<AdvertisedAddress> addresses, int node) {
		CallerRights rights = new CallerRights(this.accounts, this.access, this.catalogue.paths());
		StatementRunner runner = new StatementRunner(this.catalogue, (path) -> rights.require(path, Right.ALTER));
		return List.of(
				new TopicService(this.context, this.sessions, node, this.openAnswers, this.runtime.executor())
					.definition(),
				new QueryService(this.sessions, runner, node, this.openAnswers, this.runtime.executor()).bindService(),
				new TableService(this.tableSessions, runner, node, this.openAnswers, this.runtime.executor())
					.bindService(),
				new SchemeService(this.catalogue, this.accounts, this.access, this.openAnswers, this.runtime.executor())
					.bindService(),
				new AccountService(this.accounts, this.runtime.executor()).bindService(),
				new DiscoveryService(this.catalogue.paths(), addresses, node, this.options.tls() != null, this.accounts,
						this.runtime.executor())
					.bindService());
	}

	/**
	 * The topics.
	 * @return the catalogue
	 */
	public Catalogue catalogue() {
		return this.catalogue;
	}

	AccessRules access() {
		return this.access;
	}

	/**
	 * What happened.
	 * @return the journal; empty when it is off
	 */
	public Journal journal() {
		return this.journal;
	}

	/**
	 * Faults that wait for their occasion.
	 * @return the script
	 */
	public FaultScript faults() {
		return this.faults;
	}

	/**
	 * The streams that are open.
	 * @return the streams
	 */
	public LiveStreams streams() {
		return this.streams;
	}

	@Override
	public int endStreams(Predicate<FaultSubject> which, RejectedException reason) {
		return each(which, (stream) -> stream.fail(reason));
	}

	@Override
	public int cutStreams(Predicate<FaultSubject> which) {
		return each(which, (stream) -> stream.close(StreamEnd.UNAVAILABLE, "Connection lost (a fault cut the stream)"));
	}

	@Override
	public int endCleanly(Predicate<FaultSubject> which) {
		return each(which, (stream) -> stream.close(StreamEnd.OK, ""));
	}

	@Override
	public int silenceStreams(Predicate<FaultSubject> which) {
		return each(which, LiveStream::silence);
	}

	private int each(Predicate<FaultSubject> which, Consumer<LiveStream> action) {
		List<LiveStream> chosen = this.streams.snapshot()
			.stream()
			.filter((stream) -> which.test(stream.faultSubject()))
			.toList();
		chosen.forEach(action);
		return chosen.size();
	}

	@Override
	public void cutSilentStreams() {
		this.streams.cutSilent();
	}

	@Override
	public void expire(String topic, long partition, long offset) {
		this.catalogue.get(topic).partition(partition).expire(offset);
	}

	@Override
	public void skewClock(Duration skew) {
		this.clock.skew(skew);
	}

	@Override
	public void movePartition(String topic, long partition, int node) {
		this.catalogue.move(topic, partition, node);
	}

	@Override
	public int endQuerySessions() {
		return this.sessions.endAll(new RejectedException(StatusCode.BAD_SESSION, StatusCode.BAD_SESSION.getNumber(),
				"The session was ended (create another one)"));
	}

	int openQuerySessions() {
		return this.sessions.openCount();
	}

	/**
	 * Ends all streams.
	 * @param end how
	 * @param text why, for an end that is not OK
	 * @return how many
	 */
	public int closeAll(StreamEnd end, String text) {
		this.streams.cutSilent();
		List<LiveStream> live = this.streams.snapshot();
		live.forEach((stream) -> stream.close(end, text));
		return live.size();
	}

	@Override
	public void wakeStreams() {
		this.streams.snapshot().forEach(LiveStream::wake);
	}

	@Override
	public int rebalance(String topic, String consumer, @Nullable Long partition) {
		TopicConsumer found = this.catalogue.get(topic).consumer(consumer);
		if (found == null) {
			throw RejectedException.badRequest("Topic " + topic + " has no consumer '" + consumer + "'");
		}
		return (partition != null) ? found.askBack(partition, "a fault asks it back") : found.askAllBack();
	}

	@Override
	public int stopForced(String topic, long partition, @Nullable String consumer) {
		return this.catalogue.get(topic).stopForced(partition, consumer);
	}

	@Override
	public List<Long> split(String topic, long partition) {
		return this.catalogue.split(topic, partition);
	}

	@Override
	public String absolutePath(String topic) {
		return this.catalogue.paths().absolute(topic);
	}

}
