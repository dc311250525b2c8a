package io.ydbtopic.spring.test;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.journal.JournalEvent;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/**
 * Prints what the brokers of the application context did during a test that failed. It
 * comes with {@link EmbeddedTopicBroker}.
 */
class JournalOfFailedTest implements BeforeEachCallback, AfterEachCallback {

	private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace
		.create(JournalOfFailedTest.class);

	private static final int LINES_MAX = 200;

	private final PrintStream out;

	JournalOfFailedTest() {
		this(System.out);
	}

	JournalOfFailedTest(PrintStream out) {
		this.out = out;
	}

	/** The brokers of a context, each with the number of its newest event. */
	private record Marks(Map<EmbeddedBroker, Long> last) {
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		ApplicationContext application = SpringExtension.getApplicationContext(context);
		Map<EmbeddedBroker, Long> last = new LinkedHashMap<>();
		application.getBeansOfType(EmbeddedBroker.class)
			.values()
			.forEach((broker) -> last.put(broker, broker.journal().last()));
		context.getStore(NAMESPACE).put(Marks.class, new Marks(last));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		Marks marks = context.getStore(NAMESPACE).get(Marks.class, Marks.class);
		if (marks != null && context.getExecutionException().isPresent()) {
			marks.last.forEach((broker, last) -> print(context.getDisplayName(), broker.journal().since(last)));
		}
	}

	private void print(String test, List<JournalEvent> events) {
		int first = Math.max(0, events.size() - LINES_MAX);
		this.out.println("What the broker did in " + test + ((first > 0) ? ", the last " + LINES_MAX + " events" : "")
				+ (events.isEmpty() ? ": nothing" : ":"));
		events.subList(first, events.size()).forEach(this.out::println);
	}

}
