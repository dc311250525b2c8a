package io.ydbtopic.benchmarks.report;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.ydbtopic.benchmarks.measure.Metric;

/**
 * What a ratio shall be.
 *
 * @param name of the target
 * @param subject what is compared
 * @param atLeast whether the bound is the least that is good enough, else the most
 * @param bound of the ratio
 * @param ratio what was measured; NaN if it was not
 */
record Target(String name, String subject, boolean atLeast, double bound, ToDoubleFunction<Results> ratio) {

	/** Two clients in one case. */
	static Target ratio(String name, String scenario, Metric metric, String ours, String peer, double bound) {
		String subject = scenario + ": " + metric.title() + ", " + ours + " : " + peer;
		return new Target(name, subject, metric == Metric.RATE, bound,
				(results) -> results.median(scenario, ours, metric) / results.median(scenario, peer, metric));
	}

	Verdict judge(Results results) {
		double measured = this.ratio.applyAsDouble(results);
		if (Double.isNaN(measured)) {
			return Verdict.NOT_MEASURED;
		}
		return (this.atLeast ? measured >= this.bound : measured <= this.bound) ? Verdict.MET : Verdict.NOT_MET;
	}

	String row(Results results) {
		double measured = this.ratio.applyAsDouble(results);
		return String.format(Locale.ROOT, "| %s | %s | %s %.3g | %s | %s |", this.name, this.subject,
				this.atLeast ? "≥" : "≤", this.bound,
				Double.isNaN(measured) ? "–" : String.format(Locale.ROOT, "%.3g", measured), judge(results).text);
	}

	/** How it went. */
	enum Verdict {

		/** Within the bound. */
		MET("met"),

		/** Beyond the bound. */
		NOT_MET("**not met**"),

		/** Nothing to judge, as in the quick form. */
		NOT_MEASURED("not measured");

		private final String text;

		Verdict(String text) {
			this.text = text;
		}

	}

}
