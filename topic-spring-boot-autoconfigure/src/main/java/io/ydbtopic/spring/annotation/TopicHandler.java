package io.ydbtopic.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks a method of a class with {@link TopicListener} that handles messages of one type.
 * The type is a name that the writer puts into the metadata item {@code type} (or
 * {@code ce_type}, of CloudEvents), never a class to load.
 *
 * <pre>
 * &#064;TopicListener(topics = "events", consumer = "billing")
 * class Events {
 *
 *     &#064;TopicHandler
 *     void on(OrderPlaced order) { ... }
 *
 *     &#064;TopicHandler(types = "order.cancelled")
 *     void on(OrderCancelled order) { ... }
 *
 *     &#064;TopicHandler(isDefault = true)
 *     void other(byte[] payload) { ... }
 *
 * }
 * </pre>
 *
 * A message that no method takes fails at once, without further attempts. The methods
 * take and return what a listener's method may, except batches.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface TopicHandler {

	/**
	 * Names of the types, which may be placeholders or expressions; by default the class
	 * of the payload, with or without its package.
	 */
	String[] types() default {};

	/**
	 * Whether it takes what no other method takes, and what says no type.
	 */
	boolean isDefault() default false;

}
