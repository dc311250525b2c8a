package io.ydbtopic.spring.test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class JournalOfFailedTestTest {

	/** Set while the inner class is run on purpose; it must not run by itself. */
	private static volatile boolean onPurpose;

	@SpringJUnitConfig(Nothing.class)
	@EmbeddedTopicBroker(topics = "orders")
	static class InnerTests {

		@Autowired
		EmbeddedBroker broker;

		@Test
		void fails() {
			assumeTrue(onPurpose, "runs on purpose only");
			this.broker.createTopic(TopicSpec.parse("of-the-failed"));
			throw new IllegalStateException("on purpose");
		}

		@Test
		void passes() {
			assumeTrue(onPurpose, "runs on purpose only");
			this.broker.createTopic(TopicSpec.parse("of-the-passed"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

	@Test
	void aFailedTestPrintsItsPartOfTheJournalAndAPassedOneNothing() {
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		PrintStream before = System.out;
		SummaryGeneratingListener summary = new SummaryGeneratingListener();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectClass(InnerTests.class))
			.build();
		onPurpose = true;
		System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
		try {
			LauncherFactory.create().execute(request, summary);
		}
		finally {
			System.setOut(before);
			onPurpose = false;
		}
		assertThat(summary.getSummary().getTestsFailedCount()).isEqualTo(1);
		assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(1);
		assertThat(printed.toString(StandardCharsets.UTF_8)).contains("What the broker did in fails():")
			.contains("TOPIC_CREATED /local/of-the-failed")
			.doesNotContain("of-the-passed")
			.doesNotContain("/local/orders:");
	}

}
