package io.ydbtopic.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets failed messages of a {@link TopicListener} wait for another attempt in topics of
 * their own, one for each attempt, instead of in their place: they hold up nobody, and
 * lose their order. In the end they go to a topic for dead letters, which a
 * {@link TopicDeadLetterHandler} of the same class may read.
 *
 * <pre>
 * &#064;RetryTopics(attempts = "4", delay = "10s")
 * &#064;TopicListener(topics = "orders", consumer = "billing")
 * void onOrder(Order order) {
 *     ...
 * }
 * </pre>
 *
 * reads {@code orders}, {@code orders-billing-retry-1}, {@code -2} and {@code -3} and
 * writes to {@code orders-billing-dead}. All of these must exist and have the consumer.
 * What no attempt can cure goes to the dead letters at once. The listeners of the retry
 * topics have the ids {@code <id>-retry-1} and so on. The annotation must name topics and
 * consumer itself, not by a reader. All attributes may hold placeholders and expressions.
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface RetryTopics {

	/**
	 * Attempts in all, the first included; at least 2.
	 */
	String attempts() default "4";

	/**
	 * Delay before the second attempt, such as {@code 10s} or {@code 500ms}.
	 */
	String delay() default "1s";

	/**
	 * How much the delay grows from topic to topic.
	 */
	String multiplier() default "2";

	/**
	 * Longest delay.
	 */
	String maxDelay() default "5m";

	/**
	 * Path of the retry topics, with <code>{topic}</code>, <code>{consumer}</code> and
	 * <code>{n}</code>.
	 */
	String topic() default "{topic}-{consumer}-retry-{n}";

	/**
	 * Path of the topic for dead letters, with <code>{topic}</code> and
	 * <code>{consumer}</code>; empty to leave the end to the listener's error handling,
	 * which then has its own attempts.
	 */
	String deadLetterTopic() default "{topic}-{consumer}-dead";

	/**
	 * Names of exception classes that are not tried again, beside unreadable and invalid
	 * payloads.
	 */
	String[] exclude() default {};

	/**
	 * Names of exception classes that are tried again whatever else says.
	 */
	String[] include() default {};

}
