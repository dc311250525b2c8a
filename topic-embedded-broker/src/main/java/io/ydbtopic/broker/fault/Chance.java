package io.ydbtopic.broker.fault;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Picks a share of the occasions by a seed: the n-th occasion's fate depends on the seed
 * and n alone, so a run can be had again. Safe for use by many threads.
 */
final class Chance {

	/** The increment and the two factors of SplitMix64 (Steele, Lea, Flood, 2014). */
	private static final long GAMMA = 0x9E3779B97F4A7C15L;

	private static final long MIX_1 = 0xBF58476D1CE4E5B9L;

	private static final long MIX_2 = 0x94D049BB133111EBL;

	private static final int MANTISSA_BITS = 53;

	private final double share;

	private final AtomicLong state;

	Chance(double share, long seed) {
		this.share = share;
		this.state = new AtomicLong(seed);
	}

	boolean next() {
		if (this.share >= 1) {
			return true;
		}
		long mixed = this.state.addAndGet(GAMMA);
		mixed = (mixed ^ (mixed >>> 30)) * MIX_1;
		mixed = (mixed ^ (mixed >>> 27)) * MIX_2;
		mixed ^= mixed >>> 31;
		return (mixed >>> (Long.SIZE - MANTISSA_BITS)) * 0x1.0p-53 < this.share;
	}

}
