package io.ydbtopic.client.internal.read;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes a batch of what a session has at the front of its queue. Each message's commit
 * begins where the message before it ended, so that commits cover the gaps that retention
 * leaves.
 *
 * @param <T> type of the values
 */
final class BatchAssembly<T> {

	private final PayloadReader<T> reader;

	private final int maxMessages;

	private final int maxBytes;

	private final int maxMessageBytes;

	private final ReaderMeters meters;

	BatchAssembly(PayloadReader<T> reader, ReaderSettings settings, ReaderMeters meters) {
		this.reader = reader;
		this.maxMessages = settings.batchMaxMessages();
		this.maxBytes = settings.batchMaxBytes();
		this.maxMessageBytes = settings.maxMessageBytes();
		this.meters = meters;
	}

	/** A batch and its part of a connection's read budget. */
	record Taken<T>(DefaultBatch<T> batch, long bytes, ReaderConnection source) {
	}

	/**
	 * Takes a batch; the session must have data at the front of its queue, or a batch
	 * that was handed back.
	 */
	@SuppressWarnings("unchecked") // a reader has one type
	Taken<T> take(PartitionTrack track) {
		DefaultBatch<?> again = track.waiting().takeHandedBack();
		if (again != null) {
			return new Taken<>((DefaultBatch<T>) again, 0, track.connection());
		}
		track.waiting().filled(false);
		long rangeStart = track.nextStart();
		Waiting waiting = track.waiting();
		Arrived first = waiting.firstData();
		List<ReceivedMessage<T>> messages = new ArrayList<>(
				(first != null) ? Math.min(this.maxMessages, first.messagesLeft()) : 0);
		ReaderConnection source = (first != null) ? first.source() : track.connection();
		long end = rangeStart;
		long bytes = 0;
		long payload = 0;
		MessageOrigin<T> origin = null;
		while (messages.size() < this.maxMessages && payload < this.maxBytes
				&& waiting.items().peek() instanceof Arrived arrived && arrived.source() == source) {
			while (messages.size() < this.maxMessages && arrived.messagesLeft() > 0) {
				ReceivedBatch batch = arrived.batch();
				int index = arrived.index();
				payload += size(batch, index);
				if (payload > this.maxBytes && !messages.isEmpty()) {
					break;
				}
				origin = origin(origin, track, batch);
				messages.add(new DefaultMessage<>(origin, index, end));
				end = batch.offset(index) + 1;
				bytes += arrived.advance();
			}
			if (arrived.messagesLeft() == 0) {
				waiting.items().remove();
			}
		}
		track.handedOut(end);
		ReaderMeters.raise(this.meters.delivered, messages.size());
		return new Taken<>(new DefaultBatch<>(track, messages, rangeStart, end), bytes, source);
	}

	/**
	 * What a payload takes when it is decompressed, as its writer said; but never less
	 * than what came nor more than what would be decompressed.
	 */
	private long size(ReceivedBatch batch, int index) {
		long declared = Math.min(batch.uncompressedSize(index), this.maxMessageBytes);
		return Math.max(batch.dataBytes(index), declared);
	}

	private MessageOrigin<T> origin(@Nullable MessageOrigin<T> last, PartitionTrack track, ReceivedBatch batch) {
		return (last != null && last.batch() == batch) ? last : new MessageOrigin<>(track, batch, this.reader);
	}

}
