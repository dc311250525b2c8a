package io.ydbtopic.client.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ExactlyOnce;
import io.ydbtopic.client.KeyedTopicWriter;
import io.ydbtopic.client.KeyedWriterSettings;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.TopicSubscription;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.UndeliveredMessagesException;
import io.ydbtopic.client.internal.admin.GrpcTopicAdmin;
import io.ydbtopic.client.internal.read.ConsumerLookup;
import io.ydbtopic.client.internal.keyed.DefaultKeyedTopicWriter;
import io.ydbtopic.client.internal.read.DefaultTopicReader;
import io.ydbtopic.client.internal.read.DefaultTopicSubscription;
import io.ydbtopic.client.internal.read.PatternTransport;
import io.ydbtopic.client.internal.read.ReadFrame;
import io.ydbtopic.client.internal.read.ReadStreams;
import io.ydbtopic.client.internal.read.TopicMatches;
import io.ydbtopic.client.internal.retry.Backoff;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.internal.transport.ChannelFactory;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import io.ydbtopic.client.internal.tx.DefaultExactlyOnce;
import io.ydbtopic.client.internal.tx.TransactionBegin;
import io.ydbtopic.client.internal.tx.GrpcQueryCalls;
import io.ydbtopic.client.internal.tx.QuerySessions;
import io.ydbtopic.client.internal.tx.TransactionAwareWriter;
import io.ydbtopic.client.internal.write.DefaultTopicWriter;
import io.ydbtopic.client.internal.write.DirectWriteTransport;
import io.ydbtopic.client.internal.write.GrpcDirectRoute;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.client.internal.write.WriteAnswer;
import io.ydbtopic.client.internal.write.WriteFrame;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client: one transport, one runtime, and the streams made on them. Thread-safe.
 */
public final class DefaultTopicClient implements TopicClient {

	private static final Logger logger = LoggerFactory.getLogger(DefaultTopicClient.class);

	private static final String ID_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

	private static final int ID_LENGTH = 6;

	private static final Duration SESSIONS_CLOSE = Duration.ofSeconds(1);

	private static final Duration LOOKUP_TIMEOUT = Duration.ofSeconds(2);

	private final String id;

	private final TopicClientSettings settings;

	private final ClientRuntime runtime;

	private final GrpcTransport transport;

	private final TopicAdmin admin;

	/** For questions whose answer is worthless when it is late. */
	private final TopicAdmin lookups;

	private final AtomicInteger writers = new AtomicInteger();

	private final AtomicInteger readers = new AtomicInteger();

	private final AtomicInteger transactionalWriters = new AtomicInteger();

	private final QuerySessions sessions;

	/** Streams that are not over, by id. */
	private final Map<String, OpenStream> streams = new ConcurrentHashMap<>();

	private final List<StreamEventListener> listeners = new CopyOnWriteArrayList<>();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	private DefaultTopicClient(String id, TopicClientSettings settings, ClientRuntime runtime,
			ChannelFactory channels) {
		this.id = id;
		this.settings = settings;
		this.runtime = runtime;
		this.transport = new GrpcTransport(settings, runtime, id, channels);
		this.admin = new GrpcTopicAdmin(this.transport, runtime, settings);
		this.lookups = new GrpcTopicAdmin(this.transport, runtime,
				settings.toBuilder().requestTimeout(LOOKUP_TIMEOUT).build());
		this.sessions = new QuerySessions(id + "/tx", runtime, new GrpcQueryCalls(this.transport));
		this.listeners.add(new Forgetting());
	}

	/**
	 * A client on the JVM's threads and clocks, over the network.
	 * @throws IllegalArgumentException if the certificates of the settings can't be read
	 */
	public static DefaultTopicClient open(TopicClientSettings settings) {
		String name = "topic-" + (settings.name().isBlank() ? "client" : settings.name());
		return open(settings, new JvmRuntime(name), GrpcTransport.channelsFor(settings));
	}

	/**
	 * A client on another machine, such as a simulated one.
	 * @param runtime its time, threads and chance; closed with the client
	 * @param channels its network
	 */
	public static DefaultTopicClient open(TopicClientSettings settings, ClientRuntime runtime,
			ChannelFactory channels) {
		StringBuilder id = new StringBuilder(settings.name().isBlank() ? "" : settings.name() + "-");
		for (int i = 0; i < ID_LENGTH; i++) {
			id.append(ID_LETTERS.charAt(runtime.random().nextInt(ID_LETTERS.length())));
		}
		return new DefaultTopicClient(id.toString(), settings, runtime, channels);
	}

	@Override
	public <T> TopicWriter<T> writer(WriterSettings writerSettings, Serializer<? super T> serializer) {
		checkOpen();
		String streamId = this.id + "/w" + this.writers.incrementAndGet();
		StreamStatusTracker status = tracker(streamId, StreamStatus.Kind.WRITER, writerSettings.name(),
				List.of(writerSettings.topic()));
		DefaultTopicWriter<T> writer = new DefaultTopicWriter<>(streamId, this.runtime,
				options(writerSettings.handshakeTimeout()), policy(writerSettings.retry()),
				writeTransport(writerSettings), writerSettings, producerId(writerSettings), serializer, status);
		this.streams.put(streamId, new OpenStream(status,
				(deadline) -> writer.closeAsync(deadline).thenAccept((report) -> failIfLeft(streamId, report))));
		writer.start();
		return new TransactionAwareWriter<>(writer, () -> transactional(streamId, writerSettings, serializer));
	}

	/** What a writer's messages in transactions take. */
	private <T> TopicWriter<T> transactional(String writerId, WriterSettings writerSettings,
			Serializer<? super T> serializer) {
		checkOpen();
		String streamId = writerId + "-tx" + this.transactionalWriters.incrementAndGet();
		StreamStatusTracker status = tracker(streamId, StreamStatus.Kind.WRITER, writerSettings.name(),
				List.of(writerSettings.topic()));
		RetrySettings retry = writerSettings.retry();
		if (!retry.giveUpOn().contains(StatusCode.NOT_FOUND)) {
			// A transaction that is gone costs the stream, not the writer.
			Set<StatusCode> retryOn = new HashSet<>(retry.retryOn());
			retryOn.add(StatusCode.NOT_FOUND);
			retry = retry.toBuilder().retryOn(retryOn.toArray(new StatusCode[0])).build();
		}
		WriterSettings own = writerSettings.toBuilder().producerId(null).deduplication(false).retry(retry).build();
		DefaultTopicWriter<T> writer = new DefaultTopicWriter<>(streamId, this.runtime, options(own.handshakeTimeout()),
				policy(own.retry()), writeTransport(own), own, null, serializer, status);
		this.streams.put(streamId,
				new OpenStream(status, (deadline) -> writer.closeAsync(deadline).handle((report, error) -> null)));
		writer.start();
		return writer;
	}

	@Override
	public <T> ExactlyOnce<T> exactlyOnce(TopicReader<T> reader) {
		checkOpen();
		return new DefaultExactlyOnce<>(reader, this.runtime, new Backoff(RetrySettings.DEFAULT),
				this::beginTransaction, this.settings.requestTimeout());
	}

	@Override
	public CompletableFuture<TopicTransaction> beginTransaction() {
		checkOpen();
		return new TransactionBegin(this.sessions, this.settings.requestTimeout(), this.runtime.userExecutor()).begin();
	}

	@Override
	public <T> KeyedTopicWriter<T> keyedWriter(KeyedWriterSettings keyedSettings, Serializer<? super T> serializer) {
		checkOpen();
		WriterSettings common = keyedSettings.writer();
		String streamId = this.id + "/w" + this.writers.incrementAndGet();
		StreamStatusTracker status = tracker(streamId, StreamStatus.Kind.WRITER, common.name(),
				List.of(common.topic()));
		DefaultKeyedTopicWriter<T> writer = new DefaultKeyedTopicWriter<>(streamId, this.runtime,
				options(common.handshakeTimeout()), () -> policy(common.retry()), () -> writeTransport(common),
				keyedSettings, producerId(common), serializer, () -> this.admin.describeTopic(common.topic()), status);
		this.streams.put(streamId, new OpenStream(status,
				(deadline) -> writer.closeAsync(deadline).thenAccept((report) -> failIfLeft(streamId, report))));
		writer.start();
		return writer;
	}

	private static void failIfLeft(String streamId, WriterCloseReport report) {
		if (!report.isClean()) {
			throw new UndeliveredMessagesException(streamId + ": " + report, report);
		}
	}

	private StreamTransport<WriteFrame, WriteAnswer> writeTransport(WriterSettings writerSettings) {
		StreamTransport<WriteFrame, WriteAnswer> ordinary = this.transport.stream(WriteFrame.METHOD);
		return writerSettings.directWrite() ? new DirectWriteTransport(ordinary, new GrpcDirectRoute(this.transport))
				: ordinary;
	}

	private @Nullable String producerId(WriterSettings writerSettings) {
		if (!writerSettings.deduplication()) {
			return null;
		}
		String given = writerSettings.producerId();
		return (given != null) ? given
				: new UUID(this.runtime.random().nextLong(), this.runtime.random().nextLong()).toString();
	}

	@Override
	public <T> TopicReader<T> reader(ReaderSettings readerSettings, Deserializer<? extends T> deserializer,
			PartitionListener listener) {
		checkOpen();
		String streamId = this.id + "/r" + this.readers.incrementAndGet();
		StreamStatusTracker status = readerTracker(streamId, readerSettings);
		DefaultTopicReader<T> reader = new DefaultTopicReader<>(streamId, this.runtime, readStreams(readerSettings),
				readerSettings, deserializer, this.settings.codecs(), listener, lookup(), status);
		this.streams.put(streamId, new OpenStream(status, reader::closeAsync));
		reader.start();
		return reader;
	}

	@Override
	public <T> TopicSubscription subscribe(ReaderSettings readerSettings, Deserializer<? extends T> deserializer,
			PartitionHandler<T> handler) {
		checkOpen();
		String streamId = this.id + "/r" + this.readers.incrementAndGet();
		StreamStatusTracker status = readerTracker(streamId, readerSettings);
		DefaultTopicSubscription subscription = new DefaultTopicSubscription(streamId, this.runtime,
				readStreams(readerSettings), readerSettings, deserializer, this.settings.codecs(), handler, lookup(),
				status);
		this.streams.put(streamId, new OpenStream(status, subscription::closeAsync));
		subscription.start();
		return subscription;
	}

	private static boolean hasPattern(ReaderSettings readerSettings) {
		return readerSettings.topics().stream().anyMatch(TopicSource::isPattern);
	}

	private ReadStreams readStreams(ReaderSettings readerSettings) {
		var named = this.transport.stream(ReadFrame.METHOD);
		StreamOptions options = options(readerSettings.handshakeTimeout());
		if (!hasPattern(readerSettings)) {
			return new ReadStreams(options, () -> policy(readerSettings.retry()), named, named);
		}
		// One of many topics may vanish, or none be there yet.
		RetrySettings retry = readerSettings.retry().toBuilder().waitForTopic(true).build();
		return new ReadStreams(options, () -> policy(retry),
				new PatternTransport(named,
						new TopicMatches(this.lookups, readerSettings.topics(), readerSettings.consumer()),
						readerSettings.patternInterval()),
				named);
	}

	/** Who reads what; it must answer soon or not at all. */
	private ConsumerLookup lookup() {
		return (topic, consumer) -> this.lookups.describeConsumer(topic, consumer)
			.thenApply(ConsumerDescription::partitions);
	}

	private StreamStatusTracker readerTracker(String streamId, ReaderSettings readerSettings) {
		return tracker(streamId, StreamStatus.Kind.READER, readerSettings.name(),
				readerSettings.topics().stream().map(TopicSource::path).toList());
	}

	private StreamStatusTracker tracker(String streamId, StreamStatus.Kind kind, String name, List<String> topics) {
		return new StreamStatusTracker(streamId, kind, name, topics, this.runtime,
				this.runtime.newUserQueue(streamId + "-events"), new Broadcast());
	}

	private StreamOptions options(Duration handshakeTimeout) {
		return new StreamOptions(handshakeTimeout, StreamOptions.CLOSE_GRACE, this.transport.tokens(),
				this.settings.tokenRefresh());
	}

	private BackoffPolicy policy(RetrySettings retry) {
		return new BackoffPolicy(retry, this.runtime);
	}

	private void checkOpen() {
		if (this.closing.get()) {
			throw new IllegalStateException(this.id + ": the client is closed");
		}
	}

	@Override
	public TopicAdmin admin() {
		return this.admin;
	}

	@Override
	public List<StreamStatus> streams() {
		return this.streams.values().stream().map((stream) -> stream.status().snapshot()).toList();
	}

	@Override
	public void addListener(StreamEventListener listener) {
		this.listeners.add(listener);
	}

	@Override
	public void removeListener(StreamEventListener listener) {
		this.listeners.remove(listener);
	}

	@Override
	public CompletableFuture<Void> closeAsync(Duration deadline) {
		if (this.closing.compareAndSet(false, true)) {
			List<CompletableFuture<Void>> ends = new ArrayList<>();
			for (OpenStream stream : this.streams.values()) {
				ends.add(stream.closer().close(deadline));
			}
			CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]))
				.whenComplete((done, error) -> this.sessions.close(SESSIONS_CLOSE)
					.whenComplete((deleted, ignored) -> this.runtime.userExecutor().execute(() -> finishClose(error))));
		}
		return this.closed.copy();
	}

	private void finishClose(@Nullable Throwable error) {
		this.transport.close();
		this.runtime.close();
		if (error != null) {
			this.closed.completeExceptionally(Waits.unwrap(error));
		}
		else {
			this.closed.complete(null);
		}
	}

	@Override
	public void close() {
		Duration deadline = this.settings.closeTimeout();
		Supplier<String> what = () -> this.id + ": the close";
		try {
			Waits.get(this.runtime, closeAsync(deadline), deadline.plus(StreamOptions.CLOSE_GRACE.multipliedBy(4)),
					what);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TopicClosedException(this.id + ": interrupted while closing", ex);
		}
	}

	@Override
	public String toString() {
		return this.id + " " + this.settings.connectionString();
	}

	/** A stream and how to close it. */
	private record OpenStream(StreamStatusTracker status, Closer closer) {

		@FunctionalInterface
		private interface Closer {

			CompletableFuture<Void> close(Duration deadline);

		}

	}

	/**
	 * Takes streams that are over off the list, so that a long life leaves nothing
	 * behind.
	 */
	private final class Forgetting implements StreamEventListener {

		@Override
		public void onStopped(StreamStatus status) {
			if (status.state() == StreamState.CLOSED) {
				DefaultTopicClient.this.streams.remove(status.id());
			}
		}

	}

	/** Tells all listeners; one that throws does not silence the others. */
	private final class Broadcast implements StreamEventListener {

		@Override
		public void onConnected(StreamStatus status) {
			each((listener) -> listener.onConnected(status));
		}

		@Override
		public void onReconnecting(StreamStatus status, Duration delay) {
			each((listener) -> listener.onReconnecting(status, delay));
		}

		@Override
		public void onStopped(StreamStatus status) {
			each((listener) -> listener.onStopped(status));
		}

		private void each(Consumer<StreamEventListener> event) {
			for (StreamEventListener listener : DefaultTopicClient.this.listeners) {
				try {
					event.accept(listener);
				}
				catch (RuntimeException ex) {
					logger.warn("{}: a stream event listener failed", DefaultTopicClient.this.id, ex);
				}
			}
		}

	}

}
