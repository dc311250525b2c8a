package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Runs the codec off the loop, in chunks side by side, and hands the entries on in the
 * order in which they came. Without a codec it is a plain passage. What depends on the
 * topic's codecs waits until a handshake has told them. Confined to the writer's loop;
 * the codec runs on user threads.
 */
final class EncodingStage {

	/** A chunk is one task for a thread: large enough to be worth the hop. */
	private static final int CHUNK_MESSAGES = 64;

	private static final int CHUNK_BYTES = 256 * 1024;

	/** Chunks in work at once. */
	private static final int PARALLEL = 4;

	private final CodecChoice choice;

	private final SerialLoop loop;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final Consumer<OutboxEntry> next;

	private final Runnable progress;

	/** Entries not yet handed on, in order; the first ones may be in work. */
	private final ArrayDeque<OutboxEntry> waiting = new ArrayDeque<>();

	/** Entries that no chunk has taken yet. */
	private final ArrayDeque<OutboxEntry> untouched = new ArrayDeque<>();

	/** Codecs that the topic allows, empty for all; null until it is known. */
	private @Nullable Set<Integer> allowed;

	private int running;

	private Runnable whenQuiet = () -> {
	};

	/**
	 * A stage.
	 * @param next takes each entry, in order
	 * @param progress called after entries were handed on by a finished chunk
	 */
	EncodingStage(CodecChoice choice, SerialLoop loop, Executor executor, LongSupplier nanoTime,
			Consumer<OutboxEntry> next, Runnable progress) {
		this.choice = choice;
		this.loop = loop;
		this.executor = executor;
		this.nanoTime = nanoTime;
		this.next = next;
		this.progress = progress;
	}

	/**
	 * A handshake has told what the topic allows: one of the writer's codecs at least.
	 * @param numbers empty for all
	 */
	void allow(Set<Integer> numbers) {
		this.choice.allow(numbers);
		this.allowed = numbers;
		handOn();
		dispatch();
	}

	/** Whether the topic allows a codec, as far as is known. */
	boolean isAllowed(int codec) {
		Set<Integer> numbers = this.allowed;
		return numbers == null || numbers.isEmpty() || numbers.contains(codec);
	}

	void add(OutboxEntry entry) {
		if (!entry.isEncoded() && this.choice.isRaw()) {
			entry.codec = Codec.RAW;
		}
		if (!entry.isEncoded()) {
			this.untouched.add(entry);
		}
		else if (this.waiting.isEmpty() && mayGoOn(entry)) {
			this.next.accept(entry);
			return;
		}
		this.waiting.add(entry);
	}

	/** Own encodings can be checked only once the topic's list is known. */
	private boolean mayGoOn(OutboxEntry entry) {
		return entry.isEncoded() && (!entry.hasOwnEncoding() || this.allowed != null);
	}

	/** Puts what was added to work. */
	void dispatch() {
		while (this.running < PARALLEL && !this.untouched.isEmpty() && !this.choice.needsList()) {
			Chunk chunk = new Chunk(nextChunk(), this.choice.current(), this.choice.toMeasure());
			this.running++;
			this.executor.execute(() -> {
				Map<Integer, Double> measured = chunk.encode(this.nanoTime);
				this.loop.execute(() -> chunkDone(chunk, measured));
			});
		}
	}

	private List<OutboxEntry> nextChunk() {
		List<OutboxEntry> chunk = new ArrayList<>(CHUNK_MESSAGES);
		long bytes = 0;
		while (!this.untouched.isEmpty() && chunk.size() < CHUNK_MESSAGES && bytes < CHUNK_BYTES) {
			OutboxEntry entry = this.untouched.remove();
			bytes += entry.uncompressedBytes();
			chunk.add(entry);
		}
		return chunk;
	}

	private void chunkDone(Chunk chunk, Map<Integer, Double> measured) {
		this.running--;
		chunk.entries().forEach((entry) -> entry.codec = chunk.codec().number());
		if (!measured.isEmpty()) {
			this.choice.learn(measured);
		}
		handOn();
		dispatch();
		this.progress.run();
		if (this.running == 0) {
			Runnable waiter = this.whenQuiet;
			this.whenQuiet = () -> {
			};
			waiter.run();
		}
	}

	private void handOn() {
		OutboxEntry first = this.waiting.peek();
		while (first != null && mayGoOn(first)) {
			this.next.accept(this.waiting.remove());
			first = this.waiting.peek();
		}
	}

	/**
	 * Runs a task once no chunk is in work, so that nobody touches the entries any more.
	 */
	void whenQuiet(Runnable task) {
		if (this.running == 0) {
			task.run();
		}
		else {
			this.whenQuiet = task;
		}
	}

	/** The oldest entry that was not handed on; null if there is none. */
	@Nullable OutboxEntry first() {
		return this.waiting.peek();
	}

	int size() {
		return this.waiting.size();
	}

	/** Takes out all entries; chunks in work end without effect. */
	List<OutboxEntry> drain() {
		List<OutboxEntry> left = new ArrayList<>(this.waiting);
		this.waiting.clear();
		this.untouched.clear();
		return left;
	}

	/**
	 * What one task does.
	 *
	 * @param measured codecs to measure on the first entry; mostly none
	 */
	private record Chunk(List<OutboxEntry> entries, Codec codec, List<Codec> measured) {

		/** On a user thread. */
		Map<Integer, Double> encode(LongSupplier nanoTime) {
			Map<Integer, Double> costs = this.measured.isEmpty() ? Map.of()
					: CodecChoice.measure(this.measured, this.entries.get(0).payload, nanoTime);
			this.entries.forEach(this::encode);
			return costs;
		}

		private void encode(OutboxEntry entry) {
			try {
				entry.payload = this.codec.encode(entry.payload);
			}
			catch (IOException | RuntimeException ex) {
				entry.failed(ex);
			}
		}

	}

}
