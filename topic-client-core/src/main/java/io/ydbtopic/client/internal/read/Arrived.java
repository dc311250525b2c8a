package io.ydbtopic.client.internal.read;

import java.util.List;

/**
 * The data of one partition from one response, and how much of it was handed out. Its
 * share of the read budget goes with it: each message carries its part, the last one the
 * rest, so that the parts add up to what the server counted. Confined to the reader's
 * loop.
 */
final class Arrived {

	private final List<ReceivedBatch> batches;

	/** Whose budget the bytes belong to. */
	private final ReaderConnection source;

	private int messagesLeft;

	private long bytesLeft;

	/** Place of the batch with the next message. */
	private int batch;

	/** Place of the next message in its batch. */
	private int next;

	/** There must be a message. */
	Arrived(ReceivedData.Partition data, long bytes, ReaderConnection source) {
		this.source = source;
		this.batches = data.batches();
		this.messagesLeft = data.messages();
		this.bytesLeft = bytes;
	}

	ReaderConnection source() {
		return this.source;
	}

	/** Offset of the next message. */
	long firstOffset() {
		return batch().offset(this.next);
	}

	/** The offset after the last message. */
	long endOffset() {
		ReceivedBatch last = this.batches.get(this.batches.size() - 1);
		return last.offset(last.size() - 1) + 1;
	}

	/** Nobody wants what is left. */
	void release() {
		this.source.release(this.bytesLeft);
	}

	/**
	 * Goes past the messages before an offset; their bytes go back.
	 * @return whether a message is left
	 */
	boolean skipTo(long offset) {
		long skipped = 0;
		while (this.messagesLeft > 0 && firstOffset() < offset) {
			skipped += advance();
		}
		if (skipped > 0) {
			this.source.release(skipped);
		}
		return this.messagesLeft > 0;
	}

	int messagesLeft() {
		return this.messagesLeft;
	}

	long bytesLeft() {
		return this.bytesLeft;
	}

	/** The batch that the next message belongs to. */
	ReceivedBatch batch() {
		return this.batches.get(this.batch);
	}

	/** The place of the next message in {@link #batch()}. */
	int index() {
		return this.next;
	}

	/**
	 * Goes past the next message.
	 * @return its part of the budget
	 */
	long advance() {
		long share = (this.messagesLeft == 1) ? this.bytesLeft : this.bytesLeft / this.messagesLeft;
		this.messagesLeft--;
		this.bytesLeft -= share;
		this.next++;
		if (this.next == batch().size()) {
			this.batch++;
			this.next = 0;
		}
		return share;
	}

}
