package io.ydbtopic.client.internal.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * It finds the fields that protobuf's own reader finds, and refuses what that refuses.
 */
class FieldCursorTest {

	private static final long REFUSED = Long.MIN_VALUE + 12_345;

	/** Protobuf takes a number of ten bytes whose last one says that there is another. */
	private static final long ENDLESS = REFUSED + 1;

	/**
	 * Tags, numbers and lengths in their order; the last is {@link #REFUSED} if the bytes
	 * are.
	 */
	private static List<Long> withProtobuf(byte[] bytes, int start, int length) throws IOException {
		CodedInputStream in = CodedInputStream.newInstance(bytes, start, length);
		List<Long> found = new ArrayList<>();
		try {
			for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
				found.add((long) tag);
				if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
					found.add(in.readInt64());
				}
				else if (tag == NESTED_TAG) {
					int size = in.readRawVarint32();
					int limit = in.pushLimit(size);
					for (int inner = in.readTag(); inner != 0; inner = in.readTag()) {
						found.add((long) inner);
						in.skipField(inner);
					}
					in.popLimit(limit);
				}
				else {
					in.skipField(tag);
				}
			}
		}
		catch (InvalidProtocolBufferException ex) {
			found.add(REFUSED);
		}
		return found;
	}

	private static List<Long> withCursor(byte[] bytes, int start, int length) throws IOException {
		FieldCursor in = new FieldCursor(bytes, start, length);
		List<Long> found = new ArrayList<>();
		try {
			while (in.hasNext()) {
				int tag = in.tag();
				found.add((long) tag);
				if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
					found.add(in.varint());
				}
				else if (tag == NESTED_TAG) {
					int outer = in.enter(in.length());
					while (in.hasNext()) {
						int inner = in.tag();
						found.add((long) inner);
						in.skip(inner);
					}
					in.leave(outer);
				}
				else {
					in.skip(tag);
				}
			}
		}
		catch (InvalidProtocolBufferException ex) {
			found.add(String.valueOf(ex.getMessage()).contains("without an end") ? ENDLESS : REFUSED);
		}
		return found;
	}

	private static final int NESTED_TAG = 5 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;

	/** Fields of all types, a group among them, with a message within. */
	private static byte[] message(Random random) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		CodedOutputStream out = CodedOutputStream.newInstance(bytes);
		for (int i = 0; i < 1 + random.nextInt(6); i++) {
			field(out, random);
		}
		ByteArrayOutputStream nested = new ByteArrayOutputStream();
		CodedOutputStream within = CodedOutputStream.newInstance(nested);
		for (int i = 0; i < random.nextInt(4); i++) {
			field(within, random);
		}
		within.flush();
		out.writeByteArray(5, nested.toByteArray());
		field(out, random);
		out.flush();
		return bytes.toByteArray();
	}

	private static void field(CodedOutputStream out, Random random) throws IOException {
		switch (random.nextInt(5)) {
			case 0 -> out.writeInt64(1 + random.nextInt(20), random.nextLong() >> random.nextInt(64));
			case 1 -> out.writeFixed64(1 + random.nextInt(20), random.nextLong());
			case 2 -> out.writeFixed32(1 + random.nextInt(20), random.nextInt());
			case 3 -> out.writeByteArray(6 + random.nextInt(20), new byte[random.nextInt(300)]);
			default -> {
				out.writeTag(9, WireFormat.WIRETYPE_START_GROUP);
				out.writeInt64(1, random.nextLong());
				out.writeTag(9, WireFormat.WIRETYPE_END_GROUP);
			}
		}
	}

	@Test
	void goodMessagesHaveTheSameFields() throws Exception {
		Random random = new Random(1);
		for (int i = 0; i < 2_000; i++) {
			byte[] bytes = message(random);
			assertThat(withCursor(bytes, 0, bytes.length)).isEqualTo(withProtobuf(bytes, 0, bytes.length))
				.doesNotContain(REFUSED);
		}
	}

	@Test
	void bytesThatAreCutOrTurnedAreRefusedAlike() throws Exception {
		Random random = new Random(2);
		int refused = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = message(random);
			int length = random.nextBoolean() ? random.nextInt(bytes.length + 1) : bytes.length;
			for (int turned = 0; turned < random.nextInt(3); turned++) {
				bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
			}
			List<Long> found = withCursor(bytes, 0, length);
			if (!found.contains(ENDLESS)) {
				assertThat(found).as("bytes %s", HexFormat.of().formatHex(bytes, 0, length))
					.isEqualTo(withProtobuf(bytes, 0, length));
			}
			refused += found.contains(REFUSED) ? 1 : 0;
		}
		assertThat(refused).as("that some are").isPositive();
	}

	@Test
	void aMessageInTheMiddleOfAnArrayEndsWhereItEnds() throws Exception {
		byte[] bytes = { 8, 1, 16, (byte) 150, 1, 8, 2 };
		assertThat(withCursor(bytes, 2, 3)).containsExactly(16L, 150L);
		assertThat(withCursor(bytes, 2, 2)).containsExactly(16L, REFUSED);
	}

	@ParameterizedTest
	@ValueSource(ints = { 11, 20 })
	void aNumberWithoutAnEndIsRefused(int length) {
		byte[] bytes = new byte[length];
		Arrays.fill(bytes, (byte) 0xff);
		assertThatExceptionOfType(InvalidProtocolBufferException.class)
			.isThrownBy(() -> new FieldCursor(bytes, 0, length).varint())
			.withMessageContaining("without an end");
	}

	@Test
	void aLengthBeyondTheEndOrBelowZeroIsRefused() {
		byte[] tooLong = { 5, 0, 0 };
		assertThatExceptionOfType(InvalidProtocolBufferException.class)
			.isThrownBy(() -> new FieldCursor(tooLong, 0, 3).length());
		byte[] negative = { (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0 };
		assertThatExceptionOfType(InvalidProtocolBufferException.class)
			.isThrownBy(() -> new FieldCursor(negative, 0, 6).length());
	}

}
