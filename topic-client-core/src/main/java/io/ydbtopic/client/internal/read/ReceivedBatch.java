package io.ydbtopic.client.internal.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.error.MessageUnreadableException;
import io.ydbtopic.client.internal.wire.FieldCursor;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.Batch;
import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse.MessageData;
import org.jspecify.annotations.Nullable;

/**
 * Messages that share producer, codec and time of storage, over the bytes that came: a
 * few numbers are kept of a message, all else is read when asked for. Whoever holds a
 * message holds the bytes of its whole response. Thread-safe.
 */
final class ReceivedBatch {

	private static final int MESSAGES_TAG = Batch.MESSAGE_DATA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int PRODUCER_TAG = Batch.PRODUCER_ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int SESSION_META_TAG = Batch.WRITE_SESSION_META_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int CODEC_TAG = Batch.CODEC_FIELD_NUMBER << 3;

	private static final int WRITTEN_AT_TAG = Batch.WRITTEN_AT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int OFFSET_TAG = MessageData.OFFSET_FIELD_NUMBER << 3;

	private static final int SEQ_NO_TAG = MessageData.SEQ_NO_FIELD_NUMBER << 3;

	private static final int CREATED_AT_TAG = MessageData.CREATED_AT_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int DATA_TAG = MessageData.DATA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int SIZE_TAG = MessageData.UNCOMPRESSED_SIZE_FIELD_NUMBER << 3;

	private static final int GROUP_TAG = MessageData.MESSAGE_GROUP_ID_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int ITEMS_TAG = MessageData.METADATA_ITEMS_FIELD_NUMBER << 3
			| WireFormat.WIRETYPE_LENGTH_DELIMITED;

	/**
	 * An entry of a map is a message with its key in field 1 and its value in field 2.
	 */
	private static final int KEY_TAG = 1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	private static final int VALUE_TAG = 2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	/** Places kept of a message: begin and length of it, and of its payload. */
	private static final int KEPT = 4;

	private final byte[] bytes;

	private final ByteBuffer readOnly;

	private final int start;

	private final int length;

	private final long[] offsets;

	private final long[] sizes;

	private final int[] places;

	private int codec;

	/** Made when asked for: equal whoever makes it. */
	private @Nullable String producerId;

	private @Nullable Map<String, String> sessionMetadata;

	private ReceivedBatch(byte[] bytes, int start, int length, int messages) {
		this.bytes = bytes;
		this.readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
		this.start = start;
		this.length = length;
		this.offsets = new long[messages];
		this.sizes = new long[messages];
		this.places = new int[messages * KEPT];
	}

	static ReceivedBatch parse(byte[] bytes, int start, int length) throws IOException {
		ReceivedBatch batch = new ReceivedBatch(bytes, start, length, count(bytes, start, length));
		FieldCursor in = new FieldCursor(bytes, start, length);
		int next = 0;
		while (in.hasNext()) {
			int tag = in.tag();
			if (tag == MESSAGES_TAG) {
				batch.place(in, next);
				next++;
			}
			else if (tag == CODEC_TAG) {
				batch.codec = (int) in.varint();
			}
			else {
				in.skip(tag);
			}
		}
		return batch;
	}

	private static int count(byte[] bytes, int start, int length) throws IOException {
		FieldCursor in = new FieldCursor(bytes, start, length);
		int messages = 0;
		while (in.hasNext()) {
			int tag = in.tag();
			if (tag == MESSAGES_TAG) {
				messages++;
			}
			in.skip(tag);
		}
		return messages;
	}

	/** Walks through one message, so that what is malformed is found when it comes. */
	private void place(FieldCursor in, int index) throws IOException {
		int size = in.length();
		int at = index * KEPT;
		this.places[at] = in.place();
		this.places[at + 1] = size;
		int outer = in.enter(size);
		while (in.hasNext()) {
			int tag = in.tag();
			if (tag == OFFSET_TAG) {
				this.offsets[index] = in.varint();
			}
			else if (tag == DATA_TAG) {
				int data = in.length();
				this.places[at + 2] = in.place();
				this.places[at + 3] = data;
				in.pass(data);
			}
			else if (tag == SIZE_TAG) {
				this.sizes[index] = in.varint();
			}
			else {
				in.skip(tag);
			}
		}
		in.leave(outer);
	}

	int size() {
		return this.offsets.length;
	}

	int codec() {
		return this.codec;
	}

	long offset(int index) {
		return this.offsets[index];
	}

	/** The payload as it came. */
	ByteBuffer data(int index) {
		return this.readOnly.slice(this.places[index * KEPT + 2], dataBytes(index));
	}

	/** A copy of the payload as it came. */
	byte[] copy(int index) {
		int from = this.places[index * KEPT + 2];
		return Arrays.copyOfRange(this.bytes, from, from + dataBytes(index));
	}

	int dataBytes(int index) {
		return this.places[index * KEPT + 3];
	}

	/** The size before compression, as the writer said. */
	long uncompressedSize(int index) {
		return this.sizes[index];
	}

	long sequenceNumber(int index) {
		return number(index, SEQ_NO_TAG);
	}

	private long number(int index, int wanted) {
		return read(index, (in) -> {
			long number = 0;
			for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
				if (tag == wanted) {
					number = in.readInt64();
				}
				else {
					in.skipField(tag);
				}
			}
			return number;
		});
	}

	Instant createdAt(int index) {
		return read(index, (in) -> instant(in, CREATED_AT_TAG));
	}

	String messageGroupId(int index) {
		return read(index, (in) -> text(in, GROUP_TAG));
	}

	List<MetadataItem> metadata(int index) {
		return read(index, (in) -> {
			List<MetadataItem> items = new ArrayList<>();
			for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
				if (tag == ITEMS_TAG) {
					var item = io.ydbtopic.proto.topic.MetadataItem.parseFrom(in.readByteArray());
					items.add(new MetadataItem(item.getKey(), item.getValue().toByteArray()));
				}
				else {
					in.skipField(tag);
				}
			}
			return List.copyOf(items);
		});
	}

	String producerId() {
		String known = this.producerId;
		if (known == null) {
			known = readBatch((in) -> text(in, PRODUCER_TAG));
			this.producerId = known;
		}
		return known;
	}

	Instant writtenAt() {
		return readBatch((in) -> instant(in, WRITTEN_AT_TAG));
	}

	Map<String, String> sessionMetadata() {
		Map<String, String> known = this.sessionMetadata;
		if (known == null) {
			known = readBatch((in) -> {
				Batch.Builder batch = Batch.newBuilder();
				for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
					if (tag == SESSION_META_TAG) {
						batch.putAllWriteSessionMeta(entry(in.readByteArray()));
					}
					else {
						in.skipField(tag);
					}
				}
				return Collections.unmodifiableMap(new LinkedHashMap<>(batch.getWriteSessionMetaMap()));
			});
			this.sessionMetadata = known;
		}
		return known;
	}

	private static Map<String, String> entry(byte[] bytes) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(bytes);
		String key = "";
		String value = "";
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			switch (tag) {
				case KEY_TAG -> key = in.readString();
				case VALUE_TAG -> value = in.readString();
				default -> in.skipField(tag);
			}
		}
		return Map.of(key, value);
	}

	private static String text(CodedInputStream in, int wanted) throws IOException {
		String text = "";
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (tag == wanted) {
				text = new String(in.readByteArray(), StandardCharsets.UTF_8);
			}
			else {
				in.skipField(tag);
			}
		}
		return text;
	}

	private static Instant instant(CodedInputStream in, int wanted) throws IOException {
		Instant instant = Instant.EPOCH;
		for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
			if (tag == wanted) {
				Timestamp time = Timestamp.parseFrom(in.readByteArray());
				try {
					instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
				}
				catch (DateTimeException | ArithmeticException ex) {
					throw new IOException("a time that can't be: " + time.getSeconds() + " s", ex);
				}
			}
			else {
				in.skipField(tag);
			}
		}
		return instant;
	}

	private <V> V read(int index, Walk<V> walk) {
		return read(this.places[index * KEPT], this.places[index * KEPT + 1], walk, "the message at " + index);
	}

	private <V> V readBatch(Walk<V> walk) {
		return read(this.start, this.length, walk, "the batch");
	}

	private <V> V read(int from, int size, Walk<V> walk, String what) {
		try {
			return walk.through(CodedInputStream.newInstance(this.bytes, from, size));
		}
		catch (IOException ex) {
			throw new MessageUnreadableException(what + ": malformed as the server sent it", ex);
		}
	}

	/**
	 * Looks for something in the fields of a message.
	 *
	 * @param <V> what it finds
	 */
	private interface Walk<V> {

		V through(CodedInputStream in) throws IOException;

	}

}
