package io.ydbtopic.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command: each target for a time; stops a target at its first finding. */
final class FuzzRun {

	private FuzzRun() {
	}

	public static void main(String[] arguments) throws IOException {
		double minutes = 1;
		long seed = System.nanoTime();
		List<Targets> targets = new ArrayList<>();
		for (int i = 0; i + 1 < arguments.length; i += 2) {
			switch (arguments[i]) {
				case "--minutes" -> minutes = Double.parseDouble(arguments[i + 1]);
				case "--seed" -> seed = Long.parseLong(arguments[i + 1]);
				case "--target" -> targets.add(Targets.of(arguments[i + 1]));
				default -> throw new IllegalArgumentException(
						"'" + arguments[i] + "' (expected: --minutes, --target, --seed)");
			}
		}
		System.out.println("seed " + seed);
		boolean found = false;
		for (Targets target : targets.isEmpty() ? List.of(Targets.values()) : targets) {
			found |= !run(target, seed, (long) (minutes * TimeUnit.MINUTES.toNanos(1)));
		}
		ClientFramesTarget.close();
		System.exit(found ? 1 : 0);
	}

	private static boolean run(Targets target, long seed, long nanos) throws IOException {
		List<byte[]> inputs = target.corpus();
		Damage damage = new Damage(seed);
		long start = System.nanoTime();
		long end = start + nanos;
		Duration cpuBefore = cpu();
		long count = 0;
		while (System.nanoTime() < end) {
			byte[] input = damage.next(inputs);
			count++;
			try {
				target.run(input);
			}
			catch (Throwable ex) {
				Path file = Files.createDirectories(Path.of("findings"))
					.resolve(target.id() + "-" + seed + "-" + count);
				Files.write(file, input);
				System.out.println(target.id() + ": FOUND with input " + count + ", kept as fuzz/" + file);
				ex.printStackTrace(System.out);
				return false;
			}
		}
		System.out.println(
				target.id() + ": " + count + " inputs in " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)
						+ " s, " + cpu().minus(cpuBefore).toSeconds() + " s of them on a processor, nothing found");
		return true;
	}

	/** On a busy machine the wall's time says little about how much was tried. */
	private static Duration cpu() {
		return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
	}

}
