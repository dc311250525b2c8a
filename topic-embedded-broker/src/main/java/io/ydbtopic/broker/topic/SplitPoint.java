package io.ydbtopic.broker.topic;

import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.ByteString;

/**
 * Where a range of keys is cut. Pure functions, for any thread.
 */
final class SplitPoint {

	private SplitPoint() {
	}

	/**
	 * The key that halves the load as well as keys of producers can; the middle of the
	 * range when fewer than two of them are inside.
	 * @param range what is cut
	 * @param bytesOfProducer the load; one without a name has no key and does not count
	 * @return a key strictly inside the range, the first one of the upper half
	 */
	static ByteString halving(KeyRange range, Map<String, Long> bytesOfProducer) {
		TreeMap<ByteString, Long> byKey = new TreeMap<>(ByteString.unsignedLexicographicalComparator());
		bytesOfProducer.forEach((producer, bytes) -> {
			ByteString key = KeyRange.key(PartitionChoice.hash(producer));
			if (!producer.isEmpty() && range.contains(key)) {
				byKey.merge(key, bytes, Long::sum);
			}
		});
		long total = byKey.values().stream().mapToLong(Long::longValue).sum();
		ByteString best = null;
		long bestGap = Long.MAX_VALUE;
		long below = 0;
		for (Map.Entry<ByteString, Long> each : byKey.entrySet()) {
			long gap = Math.abs(total - 2 * below);
			if (below > 0 && gap < bestGap) {
				best = each.getKey();
				bestGap = gap;
			}
			below += each.getValue();
		}
		return (best != null) ? best : range.middle();
	}

}
