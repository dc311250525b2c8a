package io.ydbtopic.spring.config;

import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

/**
 * What must hold for every listener, whatever it was completed with.
 */
public final class ListenerChecks {

	/** Ids are keys of health components and parts of URLs and thread names. */
	private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,200}");

	private ListenerChecks() {
	}

	/**
	 * Checks where a listener reads.
	 * @param origin where it was declared
	 * @param partitionsMissing whether a topic is read without naming its partitions
	 * @throws InvalidListenerException if it says too little
	 */
	public static void check(String origin, List<String> topics, @Nullable String consumer, boolean partitionsMissing) {
		boolean noConsumer = !StringUtils.hasText(consumer) && partitionsMissing;
		if (topics.isEmpty() && noConsumer) {
			throw new InvalidListenerException(origin, "the listener has neither topics nor a consumer",
					"Say what it reads and as whom: @TopicListener(topics = \"orders\", consumer = \"billing\"), or name"
							+ " a reader with both: @TopicListener(reader = \"billing\").");
		}
		if (topics.isEmpty()) {
			throw new InvalidListenerException(origin, "the listener has no topics",
					"Say what it reads: @TopicListener(topics = \"orders\", ...). A placeholder or an expression may"
							+ " have become empty.");
		}
		if (noConsumer) {
			throw new InvalidListenerException(origin, "the listener of topics " + topics + " has no consumer",
					"Say as whom it reads: @TopicListener(consumer = \"billing\", ...), with a consumer that the topics"
							+ " have. A placeholder or an expression may have become empty.");
		}
		if (topics.stream().anyMatch((topic) -> !StringUtils.hasText(topic))) {
			throw new InvalidListenerException(origin, "one of the topics " + topics + " is blank",
					"Give each topic a path. A placeholder or an expression may have become empty.");
		}
	}

	static void checkId(String origin, String id) {
		if (!ID.matcher(id).matches()) {
			throw new InvalidListenerException(origin, "the id '" + id + "' can't be used",
					"Use letters, digits, dots, underscores and dashes, at most 200: the id appears in URLs, health and"
							+ " thread names.");
		}
	}

}
