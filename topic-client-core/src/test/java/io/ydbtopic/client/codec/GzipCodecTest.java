package io.ydbtopic.client.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

class GzipCodecTest {

	private static final int MAX = 1 << 20;

	private final Codec codec = Codecs.gzip();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 100, 255, 256, 257, 65_536, MAX - 1, MAX })
	void whatIsEncodedIsDecoded(int size) throws IOException {
		for (byte[] payload : new byte[][] { text(size), noise(size) }) {
			byte[] encoded = this.codec.encode(payload);
			for (long hint : new long[] { size, 0, -1, 1, Long.MAX_VALUE, size * 3L }) {
				assertThat(this.codec.decode(ByteBuffer.wrap(encoded), hint, MAX)).isEqualTo(payload);
			}
			assertThat(new GZIPInputStream(new ByteArrayInputStream(encoded)).readAllBytes()).isEqualTo(payload);
		}
	}

	@Test
	void whatOthersEncodeIsDecoded() throws IOException {
		byte[] payload = text(10_000);
		assertThat(this.codec.decode(ByteBuffer.wrap(jdk(payload)), 0, MAX)).isEqualTo(payload);
	}

	@Test
	void allHeaderFieldsAndSeveralMembersAreRead() throws IOException {
		byte[] payload = text(300);
		byte[] plain = jdk(payload);
		ByteArrayOutputStream data = new ByteArrayOutputStream();
		// Extra field, name, comment and header checksum.
		data.writeBytes(new byte[] { 0x1f, (byte) 0x8b, 8, 4 | 8 | 16 | 2, 0, 0, 0, 0, 0, 3, 2, 0, 'x', 'y', 'n', 0,
				'c', 'c', 0, 1, 2 });
		data.write(plain, 10, plain.length - 10);
		data.writeBytes(plain);
		byte[] twice = Arrays.copyOf(payload, 600);
		System.arraycopy(payload, 0, twice, 300, 300);
		assertThat(this.codec.decode(ByteBuffer.wrap(data.toByteArray()), 0, MAX)).isEqualTo(twice);
	}

	@Test
	void readOnlyDirectAndShiftedBuffersAreDecodedAndNotMoved() throws IOException {
		byte[] payload = text(5000);
		byte[] encoded = this.codec.encode(payload);
		ByteBuffer direct = ByteBuffer.allocateDirect(encoded.length + 7);
		direct.position(7).put(encoded).position(7);
		ByteBuffer readOnly = direct.asReadOnlyBuffer();
		assertThat(this.codec.decode(readOnly, 5000, MAX)).isEqualTo(payload);
		assertThat(readOnly.position()).isEqualTo(7);
		assertThat(this.codec.decode(ByteBuffer.wrap(encoded).asReadOnlyBuffer(), 5000, MAX)).isEqualTo(payload);
	}

	@Test
	void aBombIsRefusedWithoutHoldingIt() throws IOException {
		byte[] bomb = this.codec.encode(new byte[16 << 20]);
		assertThat(bomb.length).isLessThan(25_000);
		assertThatIOException().isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bomb), 16 << 20, MAX))
			.withMessageContaining("larger than 1048576 bytes when decompressed");
		assertThatIOException().isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bomb), 10, 1000))
			.withMessageContaining("larger than 1000 bytes");
		assertThatIOException().isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(bomb), 0, 0))
			.withMessageContaining("larger than 0 bytes");
	}

	@Test
	void aPayloadOfExactlyTheLimitIsNotABomb() throws IOException {
		byte[] encoded = this.codec.encode(text(1000));
		assertThat(this.codec.decode(ByteBuffer.wrap(encoded), 0, 1000)).hasSize(1000);
		assertThatIOException().isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(encoded), 0, 999));
		assertThat(this.codec.decode(ByteBuffer.wrap(this.codec.encode(new byte[0])), 0, 0)).isEmpty();
	}

	@Test
	void eachCutAndEachDamageIsNoticed() throws IOException {
		byte[] payload = text(2000);
		byte[] encoded = this.codec.encode(payload);
		Set<Integer> unnoticed = new HashSet<>();
		for (int length = 0; length < encoded.length; length++) {
			ByteBuffer cut = ByteBuffer.wrap(encoded, 0, length).slice();
			assertThatIOException().as("cut to %d bytes", length).isThrownBy(() -> this.codec.decode(cut, 2000, MAX));
		}
		Random random = new Random(3);
		for (int i = 0; i < 2000; i++) {
			byte[] damaged = encoded.clone();
			// After the header, whose time and system mean nothing.
			int at = 10 + random.nextInt(encoded.length - 10);
			damaged[at] ^= (byte) (1 << random.nextInt(8));
			try {
				// Only the unused bits at the end of the deflated data mean nothing.
				assertThat(this.codec.decode(ByteBuffer.wrap(damaged), 2000, MAX)).as("byte %d", at).isEqualTo(payload);
				unnoticed.add(at);
			}
			catch (IOException ex) {
				assertThat(ex).hasMessageContaining("GZIP data");
			}
		}
		assertThat(unnoticed).isSubsetOf(encoded.length - 9);
	}

	@Test
	void noiseIsNeitherAcceptedNorHarmful() {
		Random random = new Random(5);
		for (int i = 0; i < 5000; i++) {
			byte[] noise = new byte[random.nextInt(64)];
			random.nextBytes(noise);
			if (noise.length > 3 && i % 2 == 0) {
				noise[0] = 0x1f;
				noise[1] = (byte) 0x8b;
				noise[2] = 8;
			}
			assertThatIOException().isThrownBy(() -> this.codec.decode(ByteBuffer.wrap(noise), 10, MAX));
		}
	}

	@Test
	void manyThreadsShareOneCodec() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			var jobs = IntStream.range(0, 8).<Future<?>>mapToObj((number) -> threads.submit(() -> {
				Random random = new Random(number);
				for (int i = 0; i < 500; i++) {
					byte[] payload = noise(random.nextInt(3000));
					assertThat(this.codec.decode(ByteBuffer.wrap(this.codec.encode(payload)), 0, MAX))
						.isEqualTo(payload);
				}
				return null;
			})).toList();
			for (Future<?> job : jobs) {
				job.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static byte[] jdk(byte[] payload) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write(payload);
		}
		return bytes.toByteArray();
	}

	private static byte[] text(int size) {
		byte[] words = "the quick brown fox jumps over the lazy dog ".getBytes(StandardCharsets.UTF_8);
		byte[] text = new byte[size];
		for (int i = 0; i < size; i++) {
			text[i] = (byte) (words[i % words.length] + i / 1000);
		}
		return text;
	}

	private static byte[] noise(int size) {
		byte[] noise = new byte[size];
		new Random(size).nextBytes(noise);
		return noise;
	}

}
