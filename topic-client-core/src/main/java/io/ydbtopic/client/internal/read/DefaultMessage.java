package io.ydbtopic.client.internal.read;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.internal.tx.TransactionalRead;
import org.jspecify.annotations.Nullable;

/**
 * A message over the bytes that came: decompressed and deserialized when asked for, on
 * the thread that asks. Thread-safe; two threads that ask at once may both do the work.
 *
 * @param <T> type of the value
 */
final class DefaultMessage<T> implements ReceivedMessage<T>, TransactionalRead {

	private final MessageOrigin<T> origin;

	/** Its place in the batch. */
	private final int index;

	/** Where its commit begins: the end of the message delivered before. */
	private final long rangeStart;

	/** The value once it was made; deserializers do not return null. */
	private volatile @Nullable T value;

	DefaultMessage(MessageOrigin<T> origin, int index, long rangeStart) {
		this.origin = origin;
		this.index = index;
		this.rangeStart = rangeStart;
	}

	private PartitionTrack track() {
		return this.origin.track();
	}

	private ReceivedBatch batch() {
		return this.origin.batch();
	}

	@Override
	public T value() {
		T known = this.value;
		if (known == null) {
			known = this.origin.reader().value(batch(), this.index, this);
			this.value = known;
		}
		return known;
	}

	@Override
	public ByteBuffer data() {
		return this.origin.reader().data(batch(), this.index, this);
	}

	@Override
	public PartitionSession session() {
		return track();
	}

	@Override
	public long offset() {
		return batch().offset(this.index);
	}

	@Override
	public long sequenceNumber() {
		return batch().sequenceNumber(this.index);
	}

	@Override
	public String producerId() {
		return batch().producerId();
	}

	@Override
	public String messageGroupId() {
		return batch().messageGroupId(this.index);
	}

	@Override
	public Instant createdAt() {
		return batch().createdAt(this.index);
	}

	@Override
	public Instant writtenAt() {
		return batch().writtenAt();
	}

	@Override
	public List<MetadataItem> metadata() {
		return batch().metadata(this.index);
	}

	@Override
	public Map<String, String> sessionMetadata() {
		return batch().sessionMetadata();
	}

	@Override
	public int codec() {
		return batch().codec();
	}

	@Override
	public CompletableFuture<Void> commit() {
		return track().commit(this.rangeStart, offset() + 1);
	}

	@Override
	public String topic() {
		return track().topic();
	}

	@Override
	public long partitionId() {
		return track().partitionId();
	}

	@Override
	public @Nullable String consumer() {
		return track().connection().consumer();
	}

	@Override
	public long start() {
		return this.rangeStart;
	}

	@Override
	public long end() {
		return offset() + 1;
	}

	@Override
	public boolean isCurrent() {
		return track().isActive();
	}

	@Override
	public void committed() {
		track().connection().committedInTransaction(track(), end());
	}

	@Override
	public void readAgain() {
		track().connection().readAgain(track());
	}

	/** Where it is; never what it says. */
	@Override
	public String toString() {
		return track() + "@" + offset();
	}

}
