package io.ydbtopic.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method that handles messages of topics, or a class whose {@link TopicHandler}
 * methods do so, each those of one type. Delivery is at least once and in the order of
 * the partition.
 *
 * <pre>
 * &#064;TopicListener(topics = "orders", consumer = "billing")
 * void onOrder(Order order) {
 *     ...
 * }
 * </pre>
 *
 * The method takes the payload as an object (read as JSON), a {@code String} or
 * {@code byte[]}, or the whole as {@link org.springframework.messaging.Message} or
 * {@link io.ydbtopic.client.ReceivedMessage}, and beside it headers
 * ({@link org.springframework.messaging.handler.annotation.Header @Header}) and an
 * {@link io.ydbtopic.spring.listener.Acknowledgment}. With a {@code List} or a
 * {@link io.ydbtopic.client.MessageBatch} it takes batches, each of one partition.
 * <p>
 * It may return a {@link java.util.concurrent.CompletionStage} or a reactive type: the
 * message is handled when that is done. With
 * {@link org.springframework.messaging.handler.annotation.SendTo @SendTo} what it returns
 * is written to other topics first.
 * <p>
 * All attributes are text, so that each may hold a placeholder or an expression, in which
 * <code>__listener</code> is the bean itself; what is left empty comes from
 * {@code ydb.topic.listener.*}.
 */
@Target({ ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
@Repeatable(TopicListeners.class)
public @interface TopicListener {

	/**
	 * Id of the listener, unique in the application; by default the names of the bean and
	 * the method.
	 */
	String id() default "";

	/**
	 * Paths of the topics, absolute or relative to the database. One text may name
	 * several, separated by commas.
	 */
	String[] topics() default {};

	/**
	 * The consumer, which the topics must have.
	 */
	String consumer() default "";

	/**
	 * Name of a reader under {@code ydb.topic.readers}, whose settings are taken: topics
	 * and consumer too, where they are not given here.
	 */
	String reader() default "";

	/**
	 * Name of a cluster under {@code ydb.topic.clients}, which it reads from and writes
	 * replies, retries and dead letters to; by default that of the application.
	 */
	String client() default "";

	/**
	 * Name of the container factory; by default {@code topicListenerContainerFactory}.
	 */
	String containerFactory() default "";

	/**
	 * How many threads the partitions are spread over.
	 */
	String concurrency() default "";

	/**
	 * {@code record}, {@code batch}, {@code manual} or {@code transaction}.
	 */
	String ackMode() default "";

	/**
	 * Whether the method takes batches; by default seen from its parameters.
	 */
	String batch() default "";

	/**
	 * Whether it starts with the application.
	 */
	String autoStartup() default "";

	/**
	 * Name of a bean of type {@link io.ydbtopic.spring.listener.TopicErrorHandler}.
	 */
	String errorHandler() default "";

	/**
	 * Name of a bean of type {@link io.ydbtopic.spring.listener.TopicFilter}, which
	 * chooses the messages that the method gets.
	 */
	String filter() default "";

	/**
	 * Name of a bean of type {@link io.ydbtopic.spring.listener.IdempotencyStore}, which
	 * remembers what was handled, so that it is not handled again when it comes again;
	 * {@code "memory"} and {@code "jdbc"} are those that the starter brings.
	 */
	String dedupe() default "";

	/**
	 * Which messages of a partition are handled one after the other: {@code partition},
	 * {@code producer}, {@code none}, or {@code key:} and the key of a metadata item. The
	 * others run side by side, on as many threads as {@link #concurrency()} says, and
	 * commits never pass a message that is not done.
	 */
	String ordering() default "";

	/**
	 * Name of a group of listeners that are started, stopped and paused together.
	 */
	String group() default "";

	/**
	 * Partitions to read, all by default. Without a consumer they are needed.
	 */
	String[] partitions() default {};

	/**
	 * Messages that were written before this moment, as 2030-01-31T12:00:00Z, are not
	 * handed out.
	 */
	String readFrom() default "";

	/**
	 * Messages that are older, as {@code 30m}, are not handed out.
	 */
	String maxLag() default "";

	/**
	 * More settings, each {@code key=value}, with the keys below
	 * {@code ydb.topic.listener} and {@code ydb.topic.readers.<name>}, for example
	 * {@code buffer.max-bytes=4MB}.
	 */
	String[] properties() default {};

	/**
	 * Free text, shown by the {@code topics} endpoint.
	 */
	String info() default "";

}
