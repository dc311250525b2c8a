package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.DefaultTopicErrorHandler.Backoff;
import org.jspecify.annotations.Nullable;

/**
 * The way of a failed message through topics where it waits for another attempt, one
 * topic for each, so that it holds up nobody; and in the end to a topic for dead letters.
 * It loses its order. Immutable, thread-safe.
 *
 * @param consumer as whom the topics are read; part of their names, because each consumer
 * has failures of its own
 * @param retryTopic path of a retry topic, with {@value #TOPIC}, {@value #CONSUMER} and
 * {@value #NUMBER}
 * @param deadLetterTopic path of the topic for dead letters, with the first two;
 * {@code null} to leave the end to the error handling of the last listener
 * @param backoff attempts, the first included, and the delays between them
 * @param classifier what is worth another attempt
 * @param sender writes a message to a topic
 */
public record RetryChain(String consumer, String retryTopic, @Nullable String deadLetterTopic, Backoff backoff,
		FailureClassifier classifier, BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> sender) {

	/** Prefix of the items that are added to a message that waits. */
	public static final String PREFIX = "retry-";

	/**
	 * Key of the item with the number of the next attempt, 2 on the first retry topic.
	 */
	public static final String ATTEMPT = PREFIX + "attempt";

	/** Key of the item with the time before which it is not tried, in ISO 8601. */
	public static final String DUE = PREFIX + "due";

	/** Stands for the path of the original topic. */
	public static final String TOPIC = "{topic}";

	/** Stands for the consumer. */
	public static final String CONSUMER = "{consumer}";

	/** Stands for the number of the retry topic, 1 for the first. */
	public static final String NUMBER = "{n}";

	public RetryChain {
		if (backoff.maxAttempts() < 2) {
			throw new IllegalArgumentException(
					"attempts: " + backoff.maxAttempts() + " (expected: at least 2, the first included)");
		}
		if (backoff.maxAttempts() > 2 && !retryTopic.contains(NUMBER)) {
			throw new IllegalArgumentException("topic: '" + retryTopic + "' (expected: with " + NUMBER
					+ ", because each attempt has a topic of its own)");
		}
		check("topic", retryTopic);
		if (deadLetterTopic != null) {
			check("deadLetterTopic", deadLetterTopic);
		}
	}

	private static void check(String name, String topic) {
		if (!topic.contains(TOPIC)) {
			throw new IllegalArgumentException(
					name + ": '" + topic + "' (expected: with " + TOPIC + ", because topics must not share one)");
		}
	}

	/** How many retry topics there are. */
	public int retries() {
		return this.backoff.maxAttempts() - 1;
	}

	/**
	 * The path of a retry topic.
	 * @param topic the original topic
	 * @param number 1 for the first
	 */
	public String retryTopic(String topic, int number) {
		return fill(this.retryTopic, topic).replace(NUMBER, Integer.toString(number));
	}

	/**
	 * The path of the topic for dead letters; {@code null} if there is none.
	 * @param topic the original topic
	 */
	public @Nullable String deadLetterTopic(String topic) {
		String pattern = this.deadLetterTopic;
		return (pattern != null) ? fill(pattern, topic) : null;
	}

	private String fill(String pattern, String topic) {
		return pattern.replace(TOPIC, topic).replace(CONSUMER, this.consumer);
	}

	/**
	 * The parts of a container on the way.
	 * @param parts its parts without it
	 * @param level 0 for the listener itself, otherwise the number of its retry topic
	 */
	public ContainerParts at(int level, ContainerParts parts) {
		ContainerParts changed = parts.withErrorHandler(new ChainErrorHandler(this, level, parts));
		return (level == 0) ? changed : changed.withDueTime(RetryChain::due);
	}

	private static @Nullable Instant due(ReceivedMessage<?> message) {
		String due = message.metadata(DUE);
		return (due != null) ? Instant.parse(due) : null;
	}

	/** Decides at one place on the way. */
	private static final class ChainErrorHandler implements TopicErrorHandler {

		private final RetryChain chain;

		private final int level;

		private final TopicErrorHandler last;

		private final @Nullable TopicRecoverer next;

		private final @Nullable TopicRecoverer deadLetters;

		ChainErrorHandler(RetryChain chain, int level, ContainerParts parts) {
			this.chain = chain;
			this.level = level;
			this.last = parts.errorHandler();
			ListenerRuntime runtime = parts.runtime();
			int number = level + 1;
			this.next = (number <= chain.retries())
					? publisher("retry topic " + number, (topic) -> chain.retryTopic(topic, number), (message) -> {
						Duration delay = chain.backoff().delay(number, runtime.random());
						return List.of(MetadataItem.text(ATTEMPT, Integer.toString(number + 1)),
								MetadataItem.text(DUE, runtime.now().plus(delay).toString()));
					}) : null;
			this.deadLetters = (chain.deadLetterTopic() != null)
					? publisher("dead letter to " + chain.deadLetterTopic(),
							(topic) -> String.valueOf(chain.deadLetterTopic(topic)), (message) -> List.of())
					: null;
		}

		private TopicRecoverer publisher(String description, Function<String, String> target,
				Function<ReceivedMessage<?>, List<MetadataItem>> more) {
			return new DeadLetterPublisher(description, (message) -> target.apply(original(message)), this.level > 0,
					more, this.chain.sender());
		}

		private String original(ReceivedMessage<?> message) {
			String first = (this.level > 0) ? message.metadata(DeadLetterPublisher.ORIGINAL_TOPIC) : null;
			return (first != null) ? first : message.topic();
		}

		@Override
		public ErrorDecision decide(ListenerFailure failure) {
			TopicRecoverer retry = this.next;
			if (retry != null && this.chain.classifier().isRetryable(failure.cause())) {
				return new ErrorDecision.Recover(retry);
			}
			TopicRecoverer dead = this.deadLetters;
			return (dead != null) ? new ErrorDecision.Recover(dead) : this.last.decide(failure);
		}

		@Override
		public Duration recoveryDelay(int attempt) {
			return this.last.recoveryDelay(attempt);
		}

		@Override
		public String describe() {
			TopicRecoverer retry = this.next;
			TopicRecoverer dead = this.deadLetters;
			return ((retry != null) ? retry + ", then " : "") + ((dead != null) ? dead : this.last.describe());
		}

	}

}
