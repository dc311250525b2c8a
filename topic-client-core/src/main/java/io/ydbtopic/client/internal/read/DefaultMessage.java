package io.ydbtopic.client.internal.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Timestamp;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.client.internal.tx.TransactionalRead;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.Batch;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.MessageData;
import org.jspecify.annotations.Nullable;

/**
 * A message over the bytes that came: decompressed and deserialized when asked for, on
 * the thread that asks. Thread-safe; two threads that ask at once may both do the work.
 *
 * @param <T> type of the value
 */
final class DefaultMessage<T> implements ReceivedMessage<T>, TransactionalRead {

	private final PartitionTrack track;

	private final MessageData message;

	private final Batch batch;

	private final PayloadReader<T> reader;

	/** Where its commit begins: the end of the message delivered before. */
	private final long rangeStart;

	/** The value once it was made; deserializers do not return null. */
	private volatile @Nullable T value;

	DefaultMessage(PartitionTrack track, MessageData message, Batch batch, PayloadReader<T> reader, long rangeStart) {
		this.track = track;
		this.message = message;
		this.batch = batch;
		this.reader = reader;
		this.rangeStart = rangeStart;
	}

	@Override
	public T value() {
		T known = this.value;
		if (known == null) {
			known = this.reader.value(data(), this);
			this.value = known;
		}
		return known;
	}

	@Override
	public ByteBuffer data() {
		ByteBuffer raw = this.message.getData().asReadOnlyByteBuffer();
		try {
			return this.reader.decompress(raw, this.batch.getCodec(), this.message.getUncompressedSize());
		}
		catch (IOException | RuntimeException ex) {
			throw new MessageUnreadableException(this + ": can't be decompressed with codec " + this.batch.getCodec(),
					ex);
		}
	}

	@Override
	public PartitionSession session() {
		return this.track;
	}

	@Override
	public long offset() {
		return this.message.getOffset();
	}

	@Override
	public long sequenceNumber() {
		return this.message.getSeqNo();
	}

	@Override
	public String producerId() {
		return this.batch.getProducerId();
	}

	@Override
	public String messageGroupId() {
		return this.message.getMessageGroupId();
	}

	@Override
	public Instant createdAt() {
		return instant(this.message.getCreatedAt());
	}

	@Override
	public Instant writtenAt() {
		return instant(this.batch.getWrittenAt());
	}

	private static Instant instant(Timestamp time) {
		return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
	}

	@Override
	public List<MetadataItem> metadata() {
		return this.message.getMetadataItemsList()
			.stream()
			.map((item) -> new MetadataItem(item.getKey(), item.getValue().toByteArray()))
			.toList();
	}

	@Override
	public Map<String, String> sessionMetadata() {
		return this.batch.getWriteSessionMetaMap();
	}

	@Override
	public int codec() {
		return this.batch.getCodec();
	}

	@Override
	public CompletableFuture<Void> commit() {
		return this.track.commit(this.rangeStart, this.message.getOffset() + 1);
	}

	@Override
	public String topic() {
		return this.track.topic();
	}

	@Override
	public long partitionId() {
		return this.track.partitionId();
	}

	@Override
	public @Nullable String consumer() {
		return this.track.connection().consumer();
	}

	@Override
	public long start() {
		return this.rangeStart;
	}

	@Override
	public long end() {
		return this.message.getOffset() + 1;
	}

	@Override
	public boolean isCurrent() {
		return this.track.isActive();
	}

	@Override
	public void committed() {
		this.track.connection().committedInTransaction(this.track, end());
	}

	@Override
	public void readAgain() {
		this.track.connection().readAgain(this.track);
	}

	/** Where it is; never what it says. */
	@Override
	public String toString() {
		return this.track + "@" + this.message.getOffset();
	}

}
