package io.ydbtopic.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the application context of a test class a broker of its own, and points the
 * client at it, whatever the properties say. The broker and its faults are beans:
 * {@link io.ydbtopic.broker.EmbeddedBroker} and
 * {@link io.ydbtopic.broker.fault.TopicFaults}. Test classes with the same values share a
 * context, and so a broker. When a test fails, what the broker did in it is printed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(JournalOfFailedTest.class)
public @interface EmbeddedTopicBroker {

	/**
	 * Topics that the broker has, each {@code name:partitions} or
	 * {@code name:partitions:consumer,consumer}; one partition when the number is left
	 * out. May hold placeholders.
	 */
	String[] topics() default {};

	/**
	 * Consumers that every topic has, beside its own. May hold placeholders.
	 */
	String[] consumers() default {};

	/**
	 * Path of the database.
	 */
	String database() default "/local";

	/**
	 * Port; 0 takes any free one.
	 */
	int port() default 0;

}
