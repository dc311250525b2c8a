package io.ydbtopic.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the faults of a list that matter, by leaving out ever smaller parts of it for as
 * long as the run fails without them. A run that is wrong in another way counts as well.
 */
final class Shrinker {

	private final Predicate<List<Fault>> fails;

	private final int triesMax;

	private int tries;

	/**
	 * A search.
	 * @param fails whether a run with those faults fails
	 * @param triesMax runs at most
	 */
	Shrinker(Predicate<List<Fault>> fails, int triesMax) {
		this.fails = fails;
		this.triesMax = triesMax;
	}

	/** The faults without those that do not matter, as far as the tries go. */
	List<Fault> shrink(List<Fault> all) {
		List<Fault> kept = all;
		int parts = 2;
		while (kept.size() > 1 && this.tries < this.triesMax) {
			List<Fault> smaller = withoutOnePart(kept, parts);
			if (smaller.size() < kept.size()) {
				kept = smaller;
				parts = Math.max(2, parts - 1);
			}
			else if (parts >= kept.size()) {
				return kept;
			}
			else {
				parts = Math.min(kept.size(), 2 * parts);
			}
		}
		return (kept.size() == 1 && this.fails.test(List.of())) ? List.of() : kept;
	}

	private List<Fault> withoutOnePart(List<Fault> kept, int parts) {
		for (int part = 0; part < parts && this.tries < this.triesMax; part++) {
			int from = kept.size() * part / parts;
			int to = kept.size() * (part + 1) / parts;
			List<Fault> rest = new ArrayList<>(kept.subList(0, from));
			rest.addAll(kept.subList(to, kept.size()));
			this.tries++;
			if (this.fails.test(rest)) {
				return rest;
			}
		}
		return kept;
	}

}
