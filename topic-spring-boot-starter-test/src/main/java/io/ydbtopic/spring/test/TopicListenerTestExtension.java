package io.ydbtopic.spring.test;

import java.io.PrintStream;
import java.lang.reflect.AnnotatedElement;
import java.util.Optional;

import io.ydbtopic.client.testing.VirtualTime;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Gives each test of a {@link TopicListenerTest} its seed before anything has run, and
 * prints it with what the broker did when the test fails.
 */
class TopicListenerTestExtension implements BeforeEachCallback, AfterTestExecutionCallback, ParameterResolver {

	private static final int EVENTS_MAX = 200;

	private final PrintStream out;

	TopicListenerTestExtension() {
		this(System.out);
	}

	TopicListenerTestExtension(PrintStream out) {
		this.out = out;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		VirtualTime time = SpringExtension.getApplicationContext(context).getBean(VirtualTime.class);
		time.reseed(replayed(context).map(ReplaySeed::value).orElseGet(VirtualTime::freshSeed));
	}

	private static Optional<ReplaySeed> replayed(ExtensionContext context) {
		AnnotatedElement method = context.getRequiredTestMethod();
		Optional<ReplaySeed> found = AnnotationSupport.findAnnotation(method, ReplaySeed.class);
		Class<?> type = context.getRequiredTestClass();
		while (found.isEmpty() && type != null) {
			found = AnnotationSupport.findAnnotation(type, ReplaySeed.class);
			type = type.getEnclosingClass();
		}
		return found;
	}

	@Override
	public void afterTestExecution(ExtensionContext context) {
		if (context.getExecutionException().isEmpty()) {
			return;
		}
		ApplicationContext application = SpringExtension.getApplicationContext(context);
		TopicTestContext topics = application.getBean(TopicTestContext.class);
		this.out.println("The test " + context.getDisplayName() + " failed. To repeat its run: @ReplaySeed("
				+ topics.time().seed() + "L). What the broker did:");
		var events = topics.broker().journal().since(0);
		events.subList(Math.max(0, events.size() - EVENTS_MAX), events.size()).forEach(this.out::println);
	}

	@Override
	public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
		return parameter.getParameter().getType() == TopicTestContext.class;
	}

	@Override
	public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
		return SpringExtension.getApplicationContext(context).getBean(TopicTestContext.class);
	}

}
