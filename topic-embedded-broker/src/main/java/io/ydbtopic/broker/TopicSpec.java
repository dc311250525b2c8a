package io.ydbtopic.broker;

import java.util.List;

/**
 * A topic that a broker shall have. Immutable.
 *
 * @param name its name, relative to the database or absolute
 * @param partitions how many partitions, 1 to 20,000
 * @param consumers the names of its consumers
 */
public record TopicSpec(String name, int partitions, List<String> consumers) {

	private static final int PARTITIONS_MAX = 20_000;

	/**
	 * Checks the values.
	 * @throws IllegalArgumentException when the name or a consumer is empty, or the
	 * number of partitions is out of range
	 */
	public TopicSpec {
		consumers = List.copyOf(consumers);
		if (name.isBlank()) {
			throw new IllegalArgumentException("The name of a topic is empty (expected a name such as 'orders')");
		}
		if (partitions < 1 || partitions > PARTITIONS_MAX) {
			throw new IllegalArgumentException(
					"Topic '" + name + "' has " + partitions + " partitions (expected 1 to " + PARTITIONS_MAX + ")");
		}
		for (String consumer : consumers) {
			if (consumer.isBlank()) {
				throw new IllegalArgumentException(
						"A consumer of topic '" + name + "' has no name (expected names such as 'billing,audit')");
			}
		}
	}

	/**
	 * Reads {@code name:partitions:consumer,consumer}; partitions are 1 and consumers
	 * none when left out.
	 * @param text such as {@code orders:4:billing,audit}
	 * @return the topic
	 * @throws IllegalArgumentException when the text has another form
	 */
	public static TopicSpec parse(String text) {
		String[] parts = text.split(":", -1);
		if (parts.length > 3) {
			throw new IllegalArgumentException(malformed(text));
		}
		int partitions = 1;
		if (parts.length > 1) {
			try {
				partitions = Integer.parseInt(parts[1].trim());
			}
			catch (NumberFormatException ex) {
				throw new IllegalArgumentException(malformed(text), ex);
			}
		}
		List<String> consumers = List.of();
		if (parts.length > 2 && !parts[2].isBlank()) {
			consumers = List.of(parts[2].trim().split("\\s*,\\s*", -1));
		}
		return new TopicSpec(parts[0].trim(), partitions, consumers);
	}

	private static String malformed(String text) {
		return "The topic is '" + text
				+ "' (expected name:partitions:consumers with a number of partitions, such as 'orders:4:billing,audit')";
	}

}
