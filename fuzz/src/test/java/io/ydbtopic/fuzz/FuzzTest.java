package io.ydbtopic.fuzz;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each target on what is kept, and for a moment on damaged copies of it; {@code fuzz/run}
 * looks for longer. The seed is fixed: the same run each time.
 */
@Timeout(120)
class FuzzTest {

	private static final long SEED = 1;

	private static final int INPUTS = 200;

	@AfterAll
	static void close() {
		ClientFramesTarget.close();
	}

	@ParameterizedTest
	@EnumSource
	void holds(Targets target) throws Exception {
		List<byte[]> inputs = new ArrayList<>(target.corpus());
		Damage damage = new Damage(SEED);
		for (byte[] input : inputs) {
			run(target, input);
		}
		for (int i = 0; i < INPUTS; i++) {
			run(target, damage.next(inputs));
		}
	}

	private static void run(Targets target, byte[] input) {
		try {
			target.run(input);
		}
		catch (Throwable ex) {
			throw new AssertionError(target.id() + " on " + HexFormat.of().formatHex(input), ex);
		}
	}

}
