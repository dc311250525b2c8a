package io.ydbtopic.broker;

/**
 * How large a load is.
 *
 * @param mib how much is written, in MiB
 * @param streams half of them write and half read
 * @param topics over how many topics
 * @param minutes how long it may take
 * @param sampleSeconds how often the memory is looked at
 */
record LoadSize(long mib, int streams, int topics, int minutes, int sampleSeconds) {

	LoadSize {
		if (mib < 1 || streams < 2 || topics < 1 || minutes < 1 || sampleSeconds < 1) {
			throw new IllegalArgumentException(
					"a number is too small (expected at least 2 streams, and 1 or more of all else)");
		}
		if (streams / 2 > 3 * topics) {
			throw new IllegalArgumentException("--streams " + streams + " for --topics " + topics
					+ " (expected at most 6 streams for a topic: each writer has a partition of its own)");
		}
	}

	static LoadSize parse(String... arguments) {
		LoadSize size = new LoadSize(2048, 500, 100, 20, 5);
		for (int i = 0; i < arguments.length; i += 2) {
			if (i + 1 == arguments.length) {
				throw new IllegalArgumentException("'" + arguments[i] + "' has no value (expected a number)");
			}
			int value = number(arguments[i], arguments[i + 1]);
			size = switch (arguments[i]) {
				case "--mib" -> new LoadSize(value, size.streams, size.topics, size.minutes, size.sampleSeconds);
				case "--streams" -> new LoadSize(size.mib, value, size.topics, size.minutes, size.sampleSeconds);
				case "--topics" -> new LoadSize(size.mib, size.streams, value, size.minutes, size.sampleSeconds);
				case "--minutes" -> new LoadSize(size.mib, size.streams, size.topics, value, size.sampleSeconds);
				case "--sample-seconds" -> new LoadSize(size.mib, size.streams, size.topics, size.minutes, value);
				default -> throw new IllegalArgumentException("'" + arguments[i]
						+ "' (expected --mib, --streams, --topics, --minutes or --sample-seconds, each with a number)");
			};
		}
		return size;
	}

	private static int number(String flag, String value) {
		try {
			return Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(flag + " is '" + value + "' (expected a number)", ex);
		}
	}

}
