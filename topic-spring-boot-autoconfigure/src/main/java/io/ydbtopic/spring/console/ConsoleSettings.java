package io.ydbtopic.spring.console;

import java.time.Duration;
import java.util.List;

/**
 * What the console shows and may do.
 *
 * @param path where the page is, beginning with a slash and not ending with one
 * @param topics topics that are shown beside those that the application uses; the last
 * part of a path may be a pattern
 * @param payloads whether messages can be looked at
 * @param operations whether anything can be changed
 * @param lagInterval how often the lag of each consumer is asked for, from 100 ms to an
 * hour
 * @param lagSamples how many answers are kept for each consumer, from 2 to 10,000
 */
public record ConsoleSettings(String path, List<String> topics, boolean payloads, boolean operations,
		Duration lagInterval, int lagSamples) {

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private static final Duration LONGEST = Duration.ofHours(1);

	public ConsoleSettings {
		if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
			throw new IllegalArgumentException(
					"path: '" + path + "' (expected: a path such as /topics-console, without a slash at its end)");
		}
		topics = List.copyOf(topics);
		if (lagInterval.compareTo(SHORTEST) < 0 || lagInterval.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"lagInterval: " + lagInterval + " (expected: between " + SHORTEST + " and " + LONGEST + ")");
		}
		if (lagSamples < 2 || lagSamples > 10_000) {
			throw new IllegalArgumentException("lagSamples: " + lagSamples + " (expected: between 2 and 10000)");
		}
	}

}
