package io.ydbtopic.spring.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/**
 * Makes the context of a {@link TopicListenerTest}.
 */
class TopicListenerTestContextBootstrapper extends TestSliceTestContextBootstrapper<TopicListenerTest> {

}
