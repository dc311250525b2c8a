package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CodecRegistryTest {

	@Test
	void theCodecsOfTheProtocolAreThereFromTheStart() {
		CodecRegistry registry = CodecRegistry.standard();
		assertThat(registry.get(Codec.RAW)).isSameAs(Codecs.raw());
		assertThat(registry.get(Codec.GZIP)).isSameAs(Codecs.gzip());
		assertThat(registry.get(0)).as("data without a number").isSameAs(Codecs.raw());
		assertThat(registry.has(0)).isTrue();
		assertThat(registry.get(Codec.LZOP)).isSameAs(Codecs.lzop());
		assertThat(registry.get(Codec.ZSTD)).isSameAs(Codecs.zstd());
		assertThat(registry.has(10_000)).isFalse();
	}

	@Test
	void anUnknownNumberIsRefusedWithTheKnownOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> CodecRegistry.standard().get(10_000))
			.withMessage(
					"codec number: 10000 (expected: one of [1, 2, 3, 4]; register another codec to read such messages)");
	}

	@Test
	void anOwnCodecIsAddedToACopy() {
		Codec own = new NumberedCodec(10_001);
		CodecRegistry more = CodecRegistry.standard().with(own);
		assertThat(more.get(10_001)).isSameAs(own);
		assertThat(more.get(Codec.GZIP)).isSameAs(Codecs.gzip());
		assertThat(CodecRegistry.standard().has(10_001)).isFalse();
		Codec better = new NumberedCodec(4);
		assertThat(more.with(better).get(4)).isSameAs(better);
	}

	@Test
	void aNumberThatTheProtocolDoesNotKnowIsRefused() {
		for (int number : new int[] { -1, 0, 5, 9999 }) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> CodecRegistry.standard().with(new NumberedCodec(number)))
				.withMessage("codec number: %d (expected: 1 to 4, or 10000 and more for own codecs)", number);
		}
	}

	@Test
	void rawKeepsPayloadsAsTheyAre() throws IOException {
		byte[] payload = { 1, 2, 3 };
		assertThat(Codecs.raw().encode(payload)).isEqualTo(payload);
		assertThat(Codecs.raw().decode(ByteBuffer.wrap(payload), 0, 3)).isEqualTo(payload);
		assertThatIOException().isThrownBy(() -> Codecs.raw().decode(ByteBuffer.wrap(payload), 0, 2))
			.withMessage("payload of 3 bytes (expected: at most 2)");
	}

	private record NumberedCodec(int number) implements Codec {

		@Override
		public byte[] encode(byte[] payload) {
			return payload;
		}

		@Override
		public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) {
			return new byte[0];
		}

	}

}
