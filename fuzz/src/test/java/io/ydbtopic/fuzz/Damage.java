package io.ydbtopic.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages inputs at random, the same way for the same seed. */
final class Damage {

	private static final int EDITS_MAX = 6;

	private static final int LENGTH_MAX = 8192;

	private final Random random;

	Damage(long seed) {
		this.random = new Random(seed);
	}

	byte[] next(List<byte[]> inputs) {
		byte[] input = inputs.get(this.random.nextInt(inputs.size())).clone();
		int edits = 1 + this.random.nextInt(EDITS_MAX);
		for (int i = 0; i < edits && input.length > 0; i++) {
			input = edited(input, inputs);
		}
		return input;
	}

	private byte[] edited(byte[] input, List<byte[]> inputs) {
		int at = this.random.nextInt(input.length);
		switch (this.random.nextInt(6)) {
			case 0 -> input[at] = (byte) this.random.nextInt(256);
			case 1 -> input[at] ^= (byte) (1 << this.random.nextInt(8));
			case 2 -> {
				return Arrays.copyOf(input, at);
			}
			case 3 -> {
				byte[] other = inputs.get(this.random.nextInt(inputs.size()));
				System.arraycopy(other, 0, input, at, Math.min(other.length, input.length - at));
			}
			case 4 -> {
				// Numbers at the edges of their types.
				byte[] edge = { -1, -1, -1, -1, -1, -1, -1, -1, -1, 1 };
				System.arraycopy(edge, 0, input, at, Math.min(edge.length, input.length - at));
			}
			default -> {
				byte[] other = inputs.get(this.random.nextInt(inputs.size()));
				int more = 1 + this.random.nextInt(Math.max(1, Math.min(other.length, LENGTH_MAX - input.length)));
				byte[] longer = new byte[input.length + more];
				System.arraycopy(input, 0, longer, 0, at);
				System.arraycopy(other, 0, longer, at, Math.min(other.length, more));
				System.arraycopy(input, at, longer, at + more, input.length - at);
				return longer;
			}
		}
		return input;
	}

}
