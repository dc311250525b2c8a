package io.ydbtopic.broker.topic;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * Which partition a producer's hash points to. Pure functions, for any thread.
 */
final class PartitionChoice {

	private static final BigInteger HASH_MAX = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);

	private PartitionChoice() {
	}

	/**
	 * Chooses by key range where partitions have one, by equal slices otherwise.
	 * @param active the active partitions, ascending by id, at least one
	 * @param producerId who writes
	 * @return one of them
	 */
	static Partition byHash(List<Partition> active, String producerId) {
		BigInteger hash = hash(producerId);
		for (Partition partition : active) {
			KeyRange range = partition.keyRange();
			if (range != null && range.contains(KeyRange.key(hash))) {
				return partition;
			}
		}
		return active.get(sliceOf(hash, active.size()));
	}

	static int sliceOf(BigInteger hash, int count) {
		BigInteger width = HASH_MAX.divide(BigInteger.valueOf(count));
		return hash.divide(width).min(BigInteger.valueOf(count - 1L)).intValueExact();
	}

	static BigInteger hash(String producerId) {
		try {
			MessageDigest digest = MessageDigest.getInstance("MD5");
			return new BigInteger(1, digest.digest(producerId.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java runtime has MD5", ex);
		}
	}

}
