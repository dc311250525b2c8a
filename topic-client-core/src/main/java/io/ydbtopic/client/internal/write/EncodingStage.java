package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;

/**
 * Runs the codec off the loop, in chunks side by side, and hands the entries on in the
 * order in which they came. Without a codec it is a plain passage. Confined to the
 * writer's loop; the codec runs on user threads.
 */
final class EncodingStage {

	/** A chunk is one task for a thread: large enough to be worth the hop. */
	private static final int CHUNK_MESSAGES = 64;

	private static final int CHUNK_BYTES = 256 * 1024;

	/** Chunks in work at once. */
	private static final int PARALLEL = 4;

	private final @Nullable Codec codec;

	private final SerialLoop loop;

	private final Executor executor;

	private final Consumer<OutboxEntry> next;

	private final Runnable progress;

	/** Entries not yet handed on, in order; the first ones may be in work. */
	private final ArrayDeque<OutboxEntry> waiting = new ArrayDeque<>();

	/** Entries that no chunk has taken yet. */
	private final ArrayDeque<OutboxEntry> untouched = new ArrayDeque<>();

	private int running;

	private Runnable whenQuiet = () -> {
	};

	/**
	 * A stage.
	 * @param next takes each entry, in order
	 * @param progress called after entries were handed on by a finished chunk
	 */
	EncodingStage(Codec codec, SerialLoop loop, Executor executor, Consumer<OutboxEntry> next, Runnable progress) {
		this.codec = (codec.number() == Codec.RAW) ? null : codec;
		this.loop = loop;
		this.executor = executor;
		this.next = next;
		this.progress = progress;
	}

	void add(OutboxEntry entry) {
		if (this.codec == null) {
			entry.encoded = true;
			this.next.accept(entry);
			return;
		}
		if (!entry.encoded) {
			this.untouched.add(entry);
		}
		else if (this.waiting.isEmpty()) {
			// Encoded for another partition, where it can't go any more.
			this.next.accept(entry);
			return;
		}
		this.waiting.add(entry);
	}

	/** Puts what was added to work. */
	void dispatch() {
		while (this.codec != null && this.running < PARALLEL && !this.untouched.isEmpty()) {
			List<OutboxEntry> chunk = nextChunk();
			Codec encoder = this.codec;
			this.running++;
			this.executor.execute(() -> {
				chunk.forEach((entry) -> encode(encoder, entry));
				this.loop.execute(() -> chunkDone(chunk));
			});
		}
	}

	private List<OutboxEntry> nextChunk() {
		List<OutboxEntry> chunk = new ArrayList<>(CHUNK_MESSAGES);
		long bytes = 0;
		while (!this.untouched.isEmpty() && chunk.size() < CHUNK_MESSAGES && bytes < CHUNK_BYTES) {
			OutboxEntry entry = this.untouched.remove();
			bytes += entry.uncompressedSize;
			chunk.add(entry);
		}
		return chunk;
	}

	private static void encode(Codec codec, OutboxEntry entry) {
		try {
			entry.payload = codec.encode(entry.payload);
		}
		catch (IOException | RuntimeException ex) {
			entry.encodingFailure = ex;
		}
	}

	private void chunkDone(List<OutboxEntry> chunk) {
		this.running--;
		chunk.forEach((entry) -> entry.encoded = true);
		OutboxEntry first = this.waiting.peek();
		while (first != null && first.encoded) {
			this.next.accept(this.waiting.remove());
			first = this.waiting.peek();
		}
		dispatch();
		this.progress.run();
		if (this.running == 0) {
			Runnable waiter = this.whenQuiet;
			this.whenQuiet = () -> {
			};
			waiter.run();
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

}
