package io.ydbtopic.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.PropertyMapping;

/**
 * Auto-configures listeners, the client and a broker on virtual time;
 * {@link TopicListenerTest} has it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@PropertyMapping(VirtualTopicsAutoConfiguration.PREFIX)
public @interface AutoConfigureVirtualTopics {

	/**
	 * Topics that the broker has from the start, each {@code name:partitions} or
	 * {@code name:partitions:consumer,consumer}. All others have one partition.
	 */
	String[] topics() default {};

}
