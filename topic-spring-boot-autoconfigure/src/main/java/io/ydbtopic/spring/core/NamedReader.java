package io.ydbtopic.spring.core;

import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.observe.ReaderCounters;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.support.TopicConfigurationException;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.jspecify.annotations.Nullable;

/**
 * A reader that an application has by name. It exists from its first injection on, and
 * reads values of the type that was asked for there; a place that asks for another type
 * is refused. It connects when the application starts, or when it is first used.
 * Thread-safe.
 */
public final class NamedReader implements TopicReader<Object> {

	private final String name;

	private final ReaderSettings settings;

	private final TopicClient client;

	private final TopicMessageConverter converter;

	private final Object lock = new Object();

	/** What values are read as, and who said so; {@code null} as long as nobody has. */
	private volatile @Nullable Wanted wanted;

	/** Guarded by the lock for changes; {@code null} while it is not open. */
	private volatile @Nullable TopicReader<Object> open;

	/** Guarded by the lock. */
	private boolean stopped;

	NamedReader(String name, ReaderSettings settings, TopicClient client, TopicMessageConverter converter) {
		this.name = name;
		this.settings = settings;
		this.client = client;
		this.converter = converter;
	}

	/**
	 * Name of the reader.
	 */
	public String name() {
		return this.name;
	}

	/**
	 * What and how it reads.
	 */
	public ReaderSettings settings() {
		return this.settings;
	}

	/** Whether it was opened and not closed since. */
	public boolean isOpen() {
		return this.open != null;
	}

	/** Fixes the type of the values, or checks that it is the one that was fixed. */
	void readAs(Type type, String place) {
		synchronized (this.lock) {
			Wanted before = this.wanted;
			if (before == null) {
				this.wanted = new Wanted(type, place);
			}
			else if (!before.type.equals(type)) {
				throw new TopicConfigurationException(
						"The reader '" + this.name + "' is asked for values of two types: " + before.type.getTypeName()
								+ " by " + before.place + ", and " + type.getTypeName() + " by " + place,
						"Ask for one type, or define a second reader under ydb.topic.readers.");
			}
		}
	}

	private Object valueOf(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		Wanted as = this.wanted;
		return (as != null) ? this.converter.fromPayload(bytes, as.type) : bytes;
	}

	void start() {
		synchronized (this.lock) {
			this.stopped = false;
			if (this.open == null) {
				this.open = this.client.reader(this.settings, this::valueOf);
			}
		}
	}

	/** Closes; may be started again. */
	CompletableFuture<Void> stop(Duration deadline) {
		TopicReader<Object> closing;
		synchronized (this.lock) {
			this.stopped = true;
			closing = this.open;
			this.open = null;
		}
		return (closing != null) ? closing.closeAsync(deadline) : CompletableFuture.completedFuture(null);
	}

	private TopicReader<Object> delegate() {
		TopicReader<Object> reader = this.open;
		if (reader != null) {
			return reader;
		}
		synchronized (this.lock) {
			if (this.stopped) {
				throw new TopicClosedException("Reader '" + this.name + "' is closed, because the application stops");
			}
			TopicReader<Object> made = this.open;
			if (made == null) {
				made = this.client.reader(this.settings, this::valueOf);
				this.open = made;
			}
			return made;
		}
	}

	@Override
	public @Nullable ReceivedMessage<Object> receive(Duration timeout) throws InterruptedException {
		return delegate().receive(timeout);
	}

	@Override
	public @Nullable MessageBatch<Object> receiveBatch(Duration timeout) throws InterruptedException {
		return delegate().receiveBatch(timeout);
	}

	@Override
	public CompletableFuture<MessageBatch<Object>> receiveBatchAsync() {
		return delegate().receiveBatchAsync();
	}

	@Override
	public List<MessageBatch<Object>> receiveBatches(int maxBatches, Duration timeout) throws InterruptedException {
		return delegate().receiveBatches(maxBatches, timeout);
	}

	@Override
	public void pause(boolean paused) {
		delegate().pause(paused);
	}

	@Override
	public void pause(String topic, long partitionId, boolean paused) {
		delegate().pause(topic, partitionId, paused);
	}

	@Override
	public CompletableFuture<Void> ready() {
		return delegate().ready();
	}

	@Override
	public StreamStatus status() {
		return delegate().status();
	}

	@Override
	public ReaderCounters counters() {
		return delegate().counters();
	}

	@Override
	public CompletableFuture<Void> closeAsync(Duration deadline) {
		return stop(deadline);
	}

	@Override
	public void close() {
		TopicReader<Object> closing;
		synchronized (this.lock) {
			this.stopped = true;
			closing = this.open;
			this.open = null;
		}
		if (closing != null) {
			closing.close();
		}
	}

	@Override
	public String toString() {
		return "reader '" + this.name + "' of consumer '" + this.settings.consumer() + "'";
	}

	private record Wanted(Type type, String place) {
	}

}
