package io.ydbtopic.broker.journal;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.ydbtopic.broker.runtime.SerialQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events of a broker: who connected, which partition moved where and why,
 * which commit came. The oldest ones go when there are too many. Each event is also a
 * line of the logger {@code io.ydbtopic.broker.journal}, at level DEBUG. Lines and
 * listeners are served in order by a thread of the broker, never by the one that tells
 * the event, which may hold a lock. Safe for use by many threads.
 */
public final class Journal {

	private static final Logger logger = LoggerFactory.getLogger("io.ydbtopic.broker.journal");

	/** How many lines an error shows. */
	private static final int TAIL = 30;

	private final int capacity;

	private final Clock clock;

	private final SerialQueue told;

	private final CopyOnWriteArrayList<Consumer<JournalEvent>> listeners = new CopyOnWriteArrayList<>();

	/** Under the lock, which is this object's own. */
	private final ArrayDeque<JournalEvent> events = new ArrayDeque<>();

	private long count;

	/**
	 * Makes an empty journal.
	 * @param capacity how many events are kept; 0 keeps and tells nothing
	 * @param clock tells the times of events
	 * @param executor serves lines and listeners
	 */
	public Journal(int capacity, Clock clock, Executor executor) {
		this.capacity = capacity;
		this.clock = clock;
		this.told = new SerialQueue("journal", executor);
	}

	/**
	 * Whether anything is told. When not, texts need not be made.
	 * @return false when the capacity is 0
	 */
	public boolean isOn() {
		return this.capacity > 0;
	}

	/**
	 * Tells an event; called by the broker.
	 * @param kind what happened
	 * @param topic the topic's absolute path; null when it is about none
	 * @param partition the partition; null when it is about none
	 * @param who the consumer, the producer or the session; empty for none
	 * @param text the rest, without tokens and payloads
	 */
	public void add(JournalKind kind, @Nullable String topic, @Nullable Long partition, String who, String text) {
		if (!isOn()) {
			return;
		}
		synchronized (this.events) {
			JournalEvent event = new JournalEvent(++this.count, this.clock.instant(), kind, topic, partition, who,
					text);
			this.events.add(event);
			if (this.events.size() > this.capacity) {
				this.events.remove();
			}
			if (logger.isDebugEnabled() || !this.listeners.isEmpty()) {
				this.told.execute(() -> tell(event));
			}
		}
	}

	private void tell(JournalEvent event) {
		logger.debug("{}", event);
		this.listeners.forEach((listener) -> listener.accept(event));
	}

	/**
	 * The events that are kept.
	 * @return a copy, the oldest first
	 */
	public List<JournalEvent> events() {
		synchronized (this.events) {
			return List.copyOf(this.events);
		}
	}

	/**
	 * Some of the events that are kept.
	 * @param wanted which
	 * @return a copy, the oldest first
	 */
	public List<JournalEvent> events(Predicate<JournalEvent> wanted) {
		return events().stream().filter(wanted).toList();
	}

	/**
	 * What happened after an event.
	 * @param number the event's number; 0 for all that are kept
	 * @return a copy, the oldest first
	 */
	public List<JournalEvent> since(long number) {
		return events((event) -> event.number() > number);
	}

	/**
	 * The number of the newest event.
	 * @return 0 when nothing has happened
	 */
	public long last() {
		synchronized (this.events) {
			return this.count;
		}
	}

	/**
	 * Has events told as they happen, in order, by a thread of the broker.
	 * @param listener told; must not block
	 * @return stops it
	 */
	public Runnable listen(Consumer<JournalEvent> listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Waits for an event; one that is kept already counts.
	 * @param wanted which
	 * @param patience how long to wait at most
	 * @return the oldest event that fits
	 * @throws IllegalStateException when none came in time, with the newest lines of the
	 * journal, or when the journal is off
	 */
	public JournalEvent await(Predicate<JournalEvent> wanted, Duration patience) {
		if (!isOn()) {
			throw new IllegalStateException("The journal is off (give it a capacity in the broker's options)");
		}
		CompletableFuture<JournalEvent> found = new CompletableFuture<>();
		Runnable stop = listen((event) -> {
			if (wanted.test(event)) {
				found.complete(event);
			}
		});
		try {
			List<JournalEvent> kept = events(wanted);
			return kept.isEmpty() ? found.get(patience.toNanos(), TimeUnit.NANOSECONDS) : kept.get(0);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException(
					"No such event within " + patience + "; the journal ends with\n" + tail(TAIL), ex);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for an event", ex);
		}
		finally {
			stop.run();
		}
	}

	/**
	 * The newest events as text.
	 * @param lines how many at most
	 * @return a line for each, the oldest first
	 */
	public String tail(int lines) {
		List<JournalEvent> all = new ArrayList<>(events());
		return all.subList(Math.max(0, all.size() - lines), all.size())
			.stream()
			.map(JournalEvent::toString)
			.collect(Collectors.joining("\n"));
	}

}
