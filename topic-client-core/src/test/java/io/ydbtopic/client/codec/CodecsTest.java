package io.ydbtopic.client.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import com.github.luben.zstd.ZstdOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What all codecs that compress have in common. */
class CodecsTest {

	private static final int MAX = 4 * 1024 * 1024;

	static Stream<Codec> codecs() {
		return Stream.of(Codecs.gzip(), Codecs.zstd(), Codecs.zstd(1), Codecs.lzop());
	}

	private static List<byte[]> payloads() {
		Random random = new Random(7);
		byte[] noise = new byte[700_001];
		random.nextBytes(noise);
		byte[] text = new byte[600_000];
		for (int i = 0; i < text.length; i++) {
			text[i] = (byte) ('a' + (i * i / 100) % 20);
		}
		return List.of(new byte[0], new byte[] { 1 }, "hello".getBytes(), new byte[256 * 1024],
				new byte[256 * 1024 + 1], noise, text, Arrays.copyOf(noise, 255), new byte[MAX]);
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void whatIsEncodedIsDecodedWhateverTheHint(Codec codec) throws IOException {
		for (byte[] payload : payloads()) {
			byte[] encoded = codec.encode(payload);
			for (long hint : new long[] { 0, -1, payload.length, 1, Long.MAX_VALUE }) {
				assertThat(codec.decode(ByteBuffer.wrap(encoded).asReadOnlyBuffer(), hint, MAX))
					.as("%s of %d bytes, hint %d", codec, payload.length, hint)
					.isEqualTo(payload);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void whatRepeatsItselfGetsSmall(Codec codec) throws IOException {
		assertThat(codec.encode(new byte[100_000]).length).isLessThan(1_500);
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void theLimitHoldsToTheByte(Codec codec) throws IOException {
		byte[] encoded = codec.encode(new byte[1_000_000]);
		assertThat(codec.decode(ByteBuffer.wrap(encoded), 0, 1_000_000)).hasSize(1_000_000);
		for (long hint : new long[] { 0, 10, 1_000_000 }) {
			assertThatIOException().isThrownBy(() -> codec.decode(ByteBuffer.wrap(encoded), hint, 999_999))
				.withMessageContaining("larger than 999999 bytes when decompressed");
		}
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void dataThatIsCutOffIsAnError(Codec codec) throws IOException {
		byte[] payload = Arrays.copyOf(payloads().get(6), 3_000);
		byte[] encoded = codec.encode(payload);
		for (int length = 0; length < encoded.length; length++) {
			byte[] part = Arrays.copyOf(encoded, length);
			assertThatIOException().as("%s cut to %d of %d bytes", codec, length, encoded.length)
				.isThrownBy(() -> codec.decode(ByteBuffer.wrap(part), 0, MAX));
		}
	}

	@ParameterizedTest
	@MethodSource("codecs")
	void garbageIsAnErrorOrSomethingSmallAndNeverMore(Codec codec) throws IOException {
		Random random = new Random(11);
		byte[] encoded = codec.encode(Arrays.copyOf(payloads().get(6), 5_000));
		int refused = 0;
		for (int i = 0; i < 3_000; i++) {
			byte[] bad = encoded.clone();
			for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
				bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
			}
			try {
				assertThat(codec.decode(ByteBuffer.wrap(bad), 0, 20_000).length).isLessThanOrEqualTo(20_000);
			}
			catch (IOException ex) {
				refused++;
			}
		}
		assertThat(refused).isPositive();
	}

	@Test
	void zstdOfStreamsThatTellNoSizeAndOfSeveralFramesIsRead() throws IOException {
		byte[] payload = payloads().get(6);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < 2; i++) {
			try (ZstdOutputStream out = new ZstdOutputStream(bytes)) {
				out.write(payload);
			}
			bytes.write(Codecs.zstd().encode(payload));
		}
		byte[] decoded = Codecs.zstd().decode(ByteBuffer.wrap(bytes.toByteArray()), payload.length, MAX);
		assertThat(decoded).hasSize(4 * payload.length);
		byte[] twice = Arrays.copyOf(Codecs.zstd().encode(payload), 2 * Codecs.zstd().encode(payload).length);
		System.arraycopy(twice, 0, twice, twice.length / 2, twice.length / 2);
		assertThat(Codecs.zstd().decode(ByteBuffer.wrap(twice), 0, MAX)).as("the first frame tells its own size alone")
			.hasSize(2 * payload.length);
	}

	@Test
	void lzopHeadersOfOtherToolsAreRead() throws IOException {
		byte[] ours = Codecs.lzop().encode("hello, hello, hello, hello".getBytes());
		// With a name of three bytes and an extra field of two.
		ByteArrayOutputStream other = new ByteArrayOutputStream();
		other.write(ours, 0, 17);
		other.write(new byte[] { 0, 0, 0, 0x41 });
		other.write(ours, 21, 12);
		other.write(new byte[] { 3, 'a', '.', 'b', 0, 0, 0, 0, 0, 0, 0, 2, 9, 9, 0, 0, 0, 0 });
		other.write(ours, LzopHeader.BYTES, ours.length - LzopHeader.BYTES);
		assertThat(new String(Codecs.lzop().decode(ByteBuffer.wrap(other.toByteArray()), 0, MAX)))
			.isEqualTo("hello, hello, hello, hello");
	}

	@Test
	void lzopOfAnotherKindIsRefusedByName() {
		byte[] ours = encode("x");
		assertThatIOException().isThrownBy(() -> Codecs.lzop().decode(ByteBuffer.wrap("not lzop!".getBytes()), 0, MAX))
			.withMessageStartingWith("not LZOP data");
		assertThatIOException().isThrownBy(() -> Codecs.lzop().decode(ByteBuffer.wrap(with(ours, 15, 4)), 0, MAX))
			.withMessageStartingWith("LZOP method 4");
		assertThatIOException().isThrownBy(() -> Codecs.lzop().decode(ByteBuffer.wrap(with(ours, 19, 8)), 0, MAX))
			.withMessageContaining("with a filter");
	}

	private static byte[] encode(String text) {
		try {
			return Codecs.lzop().encode(text.getBytes());
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static byte[] with(byte[] bytes, int index, int value) {
		byte[] changed = bytes.clone();
		changed[index] = (byte) value;
		return changed;
	}

	@Test
	void aLevelThatZstdDoesNotHaveIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Codecs.zstd(23))
			.withMessageStartingWith("ZSTD level: 23");
		assertThat(Codecs.zstd(19)).hasToString("ZSTD level 19");
	}

}
