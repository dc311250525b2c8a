package io.ydbtopic.simulator.fleet;

import java.util.random.RandomGenerator;

/**
 * Chance that always draws the longest delay: what a client draws below a long bound is a
 * delay, and that is taken out. What it draws below an int, such as which node to go to,
 * stays as it is.
 */
final class NoJitter implements RandomGenerator {

	private final RandomGenerator rest;

	NoJitter(RandomGenerator rest) {
		this.rest = rest;
	}

	@Override
	public long nextLong() {
		return this.rest.nextLong();
	}

	@Override
	public long nextLong(long bound) {
		return bound - 1;
	}

}
