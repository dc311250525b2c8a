package io.ydbtopic.client.internal.keyed;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The two hashes of Murmur's second version that decide about partitions elsewhere: with
 * 64 bits in the official SDKs, with 32 in Kafka. Pure; callable from any thread.
 */
final class Murmur2 {

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long WIDE_MULTIPLIER = 0xc6a4a7935bd1e995L;

	private static final int WIDE_SHIFT = 47;

	private static final int KAFKA_SEED = 0x9747b28c;

	private static final int KAFKA_MULTIPLIER = 0x5bd1e995;

	private static final int KAFKA_SHIFT = 24;

	private Murmur2() {
	}

	/** The variant "64A" with the seed 0. */
	static long hash64(byte[] data) {
		int length = data.length;
		long hash = length * WIDE_MULTIPLIER;
		int whole = length & ~7;
		for (int i = 0; i < whole; i += 8) {
			long block = (long) LONGS.get(data, i) * WIDE_MULTIPLIER;
			block ^= block >>> WIDE_SHIFT;
			hash ^= block * WIDE_MULTIPLIER;
			hash *= WIDE_MULTIPLIER;
		}
		if (whole < length) {
			for (int i = length - 1; i >= whole; i--) {
				hash ^= (data[i] & 0xffL) << (8 * (i - whole));
			}
			hash *= WIDE_MULTIPLIER;
		}
		hash ^= hash >>> WIDE_SHIFT;
		hash *= WIDE_MULTIPLIER;
		return hash ^ (hash >>> WIDE_SHIFT);
	}

	/** The variant of Kafka's partitioner, with its seed. */
	static int kafka(byte[] data) {
		int length = data.length;
		int hash = KAFKA_SEED ^ length;
		int whole = length & ~3;
		for (int i = 0; i < whole; i += 4) {
			int block = (int) INTS.get(data, i) * KAFKA_MULTIPLIER;
			block ^= block >>> KAFKA_SHIFT;
			hash *= KAFKA_MULTIPLIER;
			hash ^= block * KAFKA_MULTIPLIER;
		}
		if (whole < length) {
			for (int i = length - 1; i >= whole; i--) {
				hash ^= (data[i] & 0xff) << (8 * (i - whole));
			}
			hash *= KAFKA_MULTIPLIER;
		}
		hash ^= hash >>> 13;
		hash *= KAFKA_MULTIPLIER;
		return hash ^ (hash >>> 15);
	}

}
