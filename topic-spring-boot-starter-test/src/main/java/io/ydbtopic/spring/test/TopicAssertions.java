package io.ydbtopic.spring.test;

import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on listeners, for AssertJ. They look once: on virtual time let it pass
 * before, on real time put them into Awaitility's {@code untilAsserted}.
 *
 * <pre>
 * assertThat(registry.getContainer("billing")).hasCommitted("orders", 0, 42).hasNoUnacked();
 * </pre>
 */
public final class TopicAssertions {

	private TopicAssertions() {
	}

	/**
	 * Assertions on a listener.
	 */
	public static ListenerContainerAssert assertThat(@Nullable TopicListenerContainer actual) {
		return new ListenerContainerAssert(actual);
	}

}
