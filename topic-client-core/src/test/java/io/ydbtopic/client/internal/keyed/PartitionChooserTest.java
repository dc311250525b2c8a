package io.ydbtopic.client.internal.keyed;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.PartitionChooser;
import io.ydbtopic.client.TopicPartitions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PartitionChooserTest {

	private static long choose(PartitionChooser chooser, String key, TopicPartitions partitions) {
		return chooser.choose(KeyedMessage.of(key, "value"), partitions);
	}

	/** Hashes: a 0717…, customer-7 96cc…, key c336…, abcdefgh afdb…. */
	@ParameterizedTest
	@CsvSource({ "a, 3", "customer-7, 5", "abcdefgh, 5", "key, 4" })
	void theRangeThatCoversTheHashTakesTheKey(String key, long expected) {
		TopicPartitions partitions = TopicPartitions
			.of(Descriptions.autoPartitioned(Descriptions.split(0, List.of(), 3L, 4L, 5L),
					Descriptions.active(4, List.of(0L), Descriptions.bound(0xc0), null),
					Descriptions.active(3, List.of(0L), null, Descriptions.bound(0x80)),
					Descriptions.active(5, List.of(0L), Descriptions.bound(0x80), Descriptions.bound(0xc0))));
		assertThat(choose(PartitionChooser.byKeyRange(), key, partitions)).isEqualTo(expected);
		assertThat(partitions.hasRanges()).isTrue();
		assertThat(partitions.isAutoPartitioned()).isTrue();
	}

	@Test
	void aBoundBelongsToTheRangeThatBeginsWithIt() {
		byte[] hash = PartitionChooser.byKeyRange().rangeKey(KeyedMessage.of("key", "value"));
		TopicPartitions exact = TopicPartitions.of(Descriptions.topic(Descriptions.active(0, List.of(), null, hash),
				Descriptions.active(1, List.of(), hash, null)));
		assertThat(choose(PartitionChooser.byKeyRange(), "key", exact)).isEqualTo(1);
		byte[] longer = new byte[16];
		System.arraycopy(hash, 0, longer, 0, hash.length);
		TopicPartitions after = TopicPartitions.of(Descriptions.topic(Descriptions.active(0, List.of(), null, longer),
				Descriptions.active(1, List.of(), longer, null)));
		assertThat(choose(PartitionChooser.byKeyRange(), "key", after)).isZero();
	}

	@Test
	void withoutRangesPartitionsTakeEqualSlices() {
		TopicPartitions partitions = TopicPartitions.of(Descriptions.plain(3));
		assertThat(partitions.hasRanges()).isFalse();
		assertThat(partitions.covering(new byte[] { 0 }).id()).isZero();
		assertThat(partitions.covering(new byte[] { 0x54 }).id()).isZero();
		assertThat(partitions.covering(new byte[] { 0x56 }).id()).isEqualTo(1);
		assertThat(partitions.covering(new byte[] { (byte) 0xaa }).id()).isEqualTo(1);
		assertThat(partitions.covering(new byte[] { (byte) 0xab }).id()).isEqualTo(2);
		assertThat(partitions.covering(new byte[] { (byte) 0xff, (byte) 0xff }).id()).isEqualTo(2);
		long[] keys = new long[3];
		IntStream.range(0, 30_000)
			.forEach((i) -> keys[(int) choose(PartitionChooser.byKeyRange(), "key-" + i, partitions)]++);
		assertThat(keys[0]).isBetween(9_500L, 10_500L);
		assertThat(keys[1]).isBetween(9_500L, 10_500L);
	}

	/** Kafka: (murmur2 & 0x7fffffff) % partitions, by the vectors of its own test. */
	@ParameterizedTest
	@CsvSource({ "21, 1173551340", "foobar, 1357151166", "a-little-bit-long-string, 1161502112",
			"a-little-bit-longer-string, 661178819", "abc, 479470107" })
	void theModuloIsKafkas(String key, long positiveHash) {
		for (int count : new int[] { 1, 2, 3, 7, 12, 100 }) {
			TopicPartitions partitions = TopicPartitions.of(Descriptions.plain(count));
			assertThat(choose(PartitionChooser.likeKafka(), key, partitions)).isEqualTo(positiveHash % count);
		}
	}

	@Test
	void kafkasHashRefusesATopicWithRanges() {
		TopicPartitions partitions = TopicPartitions
			.of(Descriptions.topic(Descriptions.active(1, List.of(0L), null, Descriptions.bound(0x80)),
					Descriptions.active(2, List.of(0L), Descriptions.bound(0x80), null)));
		assertThatIllegalArgumentException().isThrownBy(() -> choose(PartitionChooser.likeKafka(), "key", partitions))
			.withMessageContaining("topic 'orders', active partitions [1, 2]")
			.withMessageContaining("byKeyRange()");
	}

	@Test
	void hashesNeedAKey() {
		TopicPartitions partitions = TopicPartitions.of(Descriptions.plain(2));
		KeyedMessage<String> message = KeyedMessage.withoutKey(OutgoingMessage.of("value"));
		for (PartitionChooser chooser : List.of(PartitionChooser.byKeyRange(), PartitionChooser.likeKafka())) {
			assertThatIllegalArgumentException().isThrownBy(() -> chooser.choose(message, partitions))
				.withMessageContaining("without a key (expected: a key");
		}
	}

	@Test
	void aTopicWithoutActivePartitionsIsRefused() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> TopicPartitions.of(Descriptions.topic(Descriptions.split(0, List.of(), 1L, 2L))))
			.withMessageContaining("no active partition");
	}

	@Test
	void messagesNameTheirRoute() {
		assertThat(KeyedMessage.of("key", "v").key()).isEqualTo("key".getBytes(StandardCharsets.UTF_8));
		assertThat(KeyedMessage.of("key", "v").toString()).startsWith("key of 3 bytes: ");
		assertThat(KeyedMessage.toPartition(3, "v").partitionId()).isEqualTo(3);
		assertThat(KeyedMessage.toPartition(3, "v").toString()).startsWith("partition 3: ");
		assertThat(KeyedMessage.withoutKey(OutgoingMessage.of("v")).toString()).startsWith("no key: ");
		assertThatIllegalArgumentException().isThrownBy(() -> KeyedMessage.toPartition(-1, "v"))
			.withMessageContaining("partitionId: -1");
	}

}
