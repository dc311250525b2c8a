package io.ydbtopic.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.autoconfigure.OverrideAutoConfiguration;
import org.springframework.boot.test.context.filter.annotation.TypeExcludeFilters;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.annotation.AliasFor;
import org.springframework.core.env.Environment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.BootstrapWith;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Tests listeners on virtual time: the application's listeners, the client and a broker
 * run in the thread of the test, without a socket, and nothing happens until the test
 * lets time pass. Ten minutes of retries take milliseconds.
 *
 * <pre>
 * &#064;TopicListenerTest(BillingListener.class)
 * class BillingListenerTest {
 *
 *     &#064;Test
 *     void retriesThenDeadLetters(TopicTestContext topics) {
 *         topics.send("orders", "{broken");
 *         topics.advance(Duration.ofMinutes(10));
 *         assertThat(topics.deadLetters("orders")).hasSize(1);
 *     }
 *
 * }
 * </pre>
 *
 * Of the application, the listed listeners, beans that listeners are made of
 * ({@code TopicErrorHandler}, {@code TopicFilter}, interceptors and so on), and the
 * configuration are there; everything else is for the test to import or to mock. Topics
 * and consumers come to be when they are first used. Each test method gets an application
 * and a broker of its own, and an interleaving of its own: a test that fails prints its
 * seed, and {@link ReplaySeed} repeats the run.
 * <p>
 * A listener must not block on a future ({@code join()}): nothing else runs meanwhile. It
 * returns the future instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@BootstrapWith(TopicListenerTestContextBootstrapper.class)
@ExtendWith({ SpringExtension.class, TopicListenerTestExtension.class })
@OverrideAutoConfiguration(enabled = false)
@TypeExcludeFilters(TopicListenerTypeExcludeFilter.class)
@AutoConfigureVirtualTopics
@ImportAutoConfiguration
@DirtiesContext(classMode = DirtiesContext.ClassMode.AFTER_EACH_TEST_METHOD)
public @interface TopicListenerTest {

	/**
	 * Properties of the {@link Environment}, {@code key=value}.
	 */
	String[] properties() default {};

	/**
	 * Classes with listeners; by default all that the component scan finds.
	 */
	@AliasFor("listeners")
	Class<?>[] value() default {};

	/**
	 * Classes with listeners; by default all that the component scan finds.
	 */
	@AliasFor("value")
	Class<?>[] listeners() default {};

	/**
	 * Topics that the broker has from the start, each {@code name:partitions} or
	 * {@code name:partitions:consumer,consumer}. May hold placeholders. All others come
	 * to be when they are first used, with one partition; those of
	 * {@link io.ydbtopic.spring.core.TopicDefinition} beans as they are defined.
	 */
	@AliasFor(annotation = AutoConfigureVirtualTopics.class, attribute = "topics")
	String[] topics() default {};

	/**
	 * Whether the beans that listeners are made of are found by the component scan.
	 */
	boolean useDefaultFilters() default true;

	/**
	 * Components to add to those that are found.
	 */
	Filter[] includeFilters() default {};

	/**
	 * Components to leave out.
	 */
	Filter[] excludeFilters() default {};

	/**
	 * Auto-configurations to leave out.
	 */
	@AliasFor(annotation = ImportAutoConfiguration.class, attribute = "exclude")
	Class<?>[] excludeAutoConfiguration() default {};

}
