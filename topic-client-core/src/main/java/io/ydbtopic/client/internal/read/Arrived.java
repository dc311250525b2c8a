package io.ydbtopic.client.internal.read;

import java.util.ArrayDeque;

import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.Batch;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.PartitionData;

/**
 * The data of one partition from one response, and how much of it was handed out. Its
 * share of the read budget goes with it: each message carries its part, the last one the
 * rest, so that the parts add up to what the server counted. Confined to the reader's
 * loop.
 */
final class Arrived {

	private final ArrayDeque<Batch> batches;

	/** Whose budget the bytes belong to. */
	private final ReaderConnection source;

	/** The offset after the last message. */
	private final long endOffset;

	private int messagesLeft;

	private long bytesLeft;

	/** Place of the next message in the first batch. */
	private int next;

	/** There must be a message. */
	Arrived(PartitionData data, long bytes, ReaderConnection source) {
		this.source = source;
		this.batches = new ArrayDeque<>(data.getBatchesList());
		this.endOffset = endOffset(data);
		this.messagesLeft = messages(data);
		this.bytesLeft = bytes;
		skipEmpty();
	}

	static int messages(PartitionData data) {
		int count = 0;
		for (Batch batch : data.getBatchesList()) {
			count += batch.getMessageDataCount();
		}
		return count;
	}

	private static long endOffset(PartitionData data) {
		for (int i = data.getBatchesCount() - 1; i >= 0; i--) {
			Batch batch = data.getBatches(i);
			if (batch.getMessageDataCount() > 0) {
				return batch.getMessageData(batch.getMessageDataCount() - 1).getOffset() + 1;
			}
		}
		return 0;
	}

	ReaderConnection source() {
		return this.source;
	}

	/** Offset of the next message. */
	long firstOffset() {
		return batch().getMessageData(this.next).getOffset();
	}

	long endOffset() {
		return this.endOffset;
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
	Batch batch() {
		return this.batches.element();
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
		skipEmpty();
		return share;
	}

	private void skipEmpty() {
		Batch first = this.batches.peek();
		while (first != null && this.next >= first.getMessageDataCount()) {
			this.batches.remove();
			this.next = 0;
			first = this.batches.peek();
		}
	}

}
