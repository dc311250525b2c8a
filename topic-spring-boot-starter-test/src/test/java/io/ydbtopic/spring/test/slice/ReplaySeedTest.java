package io.ydbtopic.spring.test.slice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.ydbtopic.broker.journal.JournalEvent;
import io.ydbtopic.spring.test.ReplaySeed;
import io.ydbtopic.spring.test.TopicListenerTest;
import io.ydbtopic.spring.test.TopicTestContext;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

class ReplaySeedTest {

	private static final List<String> trace = new ArrayList<>();

	private static long seed;

	@Test
	void theSameSeedGivesTheSameRun() {
		assertThat(run("sameSeed")).isNotEmpty().isEqualTo(run("sameSeed"));
		assertThat(seed).isEqualTo(4711);
	}

	@Test
	void otherSeedsGiveOtherRuns() {
		Set<List<String>> runs = new HashSet<>();
		Set<Long> seeds = new HashSet<>();
		for (int i = 0; i < 5; i++) {
			runs.add(run("anySeed"));
			seeds.add(seed);
		}
		assertThat(seeds).hasSizeGreaterThan(1);
		assertThat(runs).hasSizeGreaterThan(1);
	}

	private static List<String> run(String method) {
		trace.clear();
		SummaryGeneratingListener summary = new SummaryGeneratingListener();
		LauncherFactory.create()
			.execute(LauncherDiscoveryRequestBuilder.request()
				.selectors(DiscoverySelectors.selectMethod(Runs.class, method, TopicTestContext.class.getName()))
				.build(), summary);
		assertThat(summary.getSummary().getTestsSucceededCount()).isOne();
		return List.copyOf(trace);
	}

	/** Run by the tests above only: surefire does not look for nested classes. */
	@TopicListenerTest(value = BillingListener.class, topics = "orders:8")
	static class Runs {

		@Autowired
		BillingListener listener;

		@Test
		@ReplaySeed(4711)
		void sameSeed(TopicTestContext topics) {
			busyMinute(topics);
		}

		@Test
		void anySeed(TopicTestContext topics) {
			busyMinute(topics);
		}

		private void busyMinute(TopicTestContext topics) {
			seed = topics.time().seed();
			for (int partition = 0; partition < 8; partition++) {
				topics.send("orders", partition, new Invoice("" + partition, 1));
			}
			topics.faults().cutStreams();
			topics.advance(Duration.ofMinutes(1));
			trace.addAll(this.listener.billed);
			// Brokers of one JVM have names of their own.
			topics.broker()
				.journal()
				.events()
				.stream()
				.map(JournalEvent::toString)
				.map((event) -> event.replaceAll("virtual-topics-[0-9]+", "broker"))
				.forEach(trace::add);
		}

	}

}
