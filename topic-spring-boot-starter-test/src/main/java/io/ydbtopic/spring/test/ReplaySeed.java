package io.ydbtopic.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Repeats the run of a {@link TopicListenerTest}: the same seed gives the same
 * interleaving and the same chance, as long as the code is the same. A test that fails
 * prints its seed. On a method it applies to that method, on a class to all of it.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface ReplaySeed {

	/**
	 * The seed.
	 */
	long value();

}
