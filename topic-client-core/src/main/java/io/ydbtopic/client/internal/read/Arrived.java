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

	private int messagesLeft;

	private long bytesLeft;

	/** Place of the next message in the first batch. */
	private int next;

	Arrived(PartitionData data, long bytes) {
		this.batches = new ArrayDeque<>(data.getBatchesList());
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
