package io.ydbtopic.broker.topic;

import java.math.BigInteger;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PartitionChoiceTest {

	@Test
	void theHashIsTheUnsignedMd5() {
		assertThat(PartitionChoice.hash("")).isEqualTo(new BigInteger("d41d8cd98f00b204e9800998ecf8427e", 16));
	}

	@Test
	void slicesCoverTheWholeSpace() {
		BigInteger max = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
		assertThat(PartitionChoice.sliceOf(BigInteger.ZERO, 3)).isZero();
		assertThat(PartitionChoice.sliceOf(max, 3)).isEqualTo(2);
		assertThat(PartitionChoice.sliceOf(max.divide(BigInteger.valueOf(3)), 3)).isEqualTo(1);
		assertThat(PartitionChoice.sliceOf(max, 1)).isZero();
	}

	@Test
	void rangesTouchAndTheirMiddleIsInside() {
		KeyRange first = KeyRange.slice(0, 2);
		KeyRange second = KeyRange.slice(1, 2);
		assertThat(first.from()).isNull();
		assertThat(first.to()).isEqualTo(second.from());
		assertThat(second.to()).isNull();
		ByteString middle = second.middle();
		assertThat(second.contains(middle)).isTrue();
		assertThat(first.contains(middle)).isFalse();
		assertThat(KeyRange.ALL.middle().byteAt(0)).isEqualTo((byte) 0x7f);
	}

}
