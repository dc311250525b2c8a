package io.ydbtopic.spring.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.messaging.handler.annotation.MessageMapping;

/**
 * Marks the method that handles the dead letters of the {@link RetryTopics} listeners of
 * its class. It takes and returns what a listener's method may; metadata items
 * {@code dlt-*} tell where a message came from and why it failed. Its own failures are
 * handled as those of other listeners. Its listeners have the ids {@code <id>-dead}.
 */
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@MessageMapping
public @interface TopicDeadLetterHandler {

}
