package io.ydbtopic.spring.test.slice;

import java.time.Duration;

import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.event.TopicListenerFailedEvent;
import io.ydbtopic.spring.event.TopicListenerIdleEvent;
import io.ydbtopic.spring.event.TopicListenerStoppedEvent;
import io.ydbtopic.spring.health.TopicHealthContributor;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.test.TopicListenerTest;
import io.ydbtopic.spring.test.TopicTestContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Import;

import static io.ydbtopic.spring.test.TopicAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@TopicListenerTest(value = AuditListener.class, topics = "audited:2",
		properties = { "ydb.topic.listeners.audit.idle-event-interval=30s", "ydb.topic.listener.retry.max-attempts=3",
				"ydb.topic.listener.on-exhausted=dead-letter", "ydb.topic.listener.dead-letter.topic=dead",
				"ydb.topic.reader.readiness.max-lag=30s" })
@Import(TopicEvents.class)
class AuditListenerTest {

	private static final Duration MOMENT = Duration.ofSeconds(10);

	@Autowired
	AuditListener listener;

	@Autowired
	TopicEvents events;

	@Autowired
	TopicListenerEndpointRegistry registry;

	@Test
	void waitsUntilAListenerHasItsPartitions(TopicTestContext topics) {
		topics.listener("audit").awaitAssigned(2, MOMENT);
		assertThat(topics.listener("audit")).isRunning().hasPartitions("audited", 0, 1);

		// tag::assigned[]
		this.registry.awaitAssigned(Duration.ofSeconds(10));
		// end::assigned[]
		assertThat(topics.listener("single")).isRunning();
	}

	@Test
	void aWaitForPartitionsEndsWithWhyThereAreNone(TopicTestContext topics) {
		assertThatIllegalStateException().isThrownBy(() -> topics.listener("audit").awaitAssigned(3, MOMENT))
			.withMessageContaining("'audit' did not get 3 partitions within PT10S (it has 2, state: RUNNING");

		topics.await(this.registry.stop("audit"));
		assertThatIllegalStateException().isThrownBy(() -> topics.listener("audit").awaitAssigned(MOMENT))
			.withMessageContaining("state: STOPPED");
	}

	@Test
	void aListenerThatIsGivenNothingTellsThatAgainAndAgain(TopicTestContext topics) {
		topics.advance(Duration.ofSeconds(95));
		assertThat(this.events.of(TopicListenerIdleEvent.class)).extracting(TopicListenerIdleEvent::idle)
			.containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(90));

		topics.send("audited", "one");
		topics.advance(Duration.ofSeconds(29));
		assertThat(this.events.of(TopicListenerIdleEvent.class)).hasSize(3);
	}

	@Test
	void aGroupIsStoppedStartedAndPausedTogether(TopicTestContext topics) {
		topics.advance(MOMENT);
		assertThat(this.registry.getContainerIds("archive")).containsExactly("audit", "late");

		// tag::group[]
		this.registry.pauseGroup("archive");
		// end::group[]
		assertThat(topics.listener("audit")).hasState(ListenerState.PAUSED);
		assertThat(topics.listener("late")).hasState(ListenerState.PAUSED);
		this.registry.resumeGroup("archive");
		topics.await(this.registry.stopGroup("archive"));
		assertThat(topics.listener("audit")).hasState(ListenerState.STOPPED);
		assertThat(topics.listener("single")).isRunning();

		this.registry.startGroup("archive");
		topics.advance(MOMENT);
		assertThat(topics.listener("late")).isRunning();
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.startGroup("archiv"))
			.withMessageContaining("archive");
	}

	@Test
	void allPartitionsGoOnAtAnOffsetWhileTheListenerRuns(TopicTestContext topics) {
		topics.send("audited", 0, "a");
		topics.send("audited", 1, "b");
		topics.advance(MOMENT);
		assertThat(this.listener.seen).containsExactlyInAnyOrder("a", "b");

		topics.await(topics.listener("audit").restartFrom(0));
		topics.advance(MOMENT);

		assertThat(this.listener.seen).containsExactlyInAnyOrder("a", "b", "a", "b");
	}

	@Test
	void whatWasWrittenBeforeAMomentIsPassedOver(TopicTestContext topics) {
		topics.send("audited", "early");
		topics.advance(Duration.ofHours(2));
		topics.send("audited", "now");
		topics.advance(MOMENT);

		assertThat(this.listener.seen).containsExactlyInAnyOrder("early", "now", "late now");
	}

	@Test
	void anErrorIsToldAsAFailureAndNeverAsAStop(TopicTestContext topics) {
		topics.send("audited", 0, "error");
		topics.advance(MOMENT);

		assertThat(topics.listener("audit")).hasFailed();
		assertThat(this.events.of(TopicListenerFailedEvent.class)).singleElement()
			.satisfies((event) -> assertThat(event.cause()).isInstanceOf(NoClassDefFoundError.class));
		topics.await(this.registry.stop("audit"));
		assertThat(topics.listener("audit")).hasFailed();
		assertThat(this.events.of(TopicListenerStoppedEvent.class)).isEmpty();
	}

	@Test
	void oneHandlerTriesAgainAndNobodyElse(TopicTestContext topics) {
		topics.send("audited", 0, "failure");
		topics.advance(Duration.ofHours(1));

		assertThat(this.listener.seen).containsExactly("failure", "failure", "failure");
		assertThat(topics.deadLetters("audited")).hasSize(1);
		assertThat(topics.listener("audit").errorHandling()).contains("3 attempts", "dead");
	}

	@Test
	void aListenerIsReadyWhenItHasCaughtUpOnce(TopicTestContext topics, @Autowired NamedStreams streams) {
		TopicHealthContributor health = new TopicHealthContributor(this.registry, streams, Duration.ofMinutes(1),
				topics.clock()::instant);
		assertThat(health(health).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		topics.faults().freeze("audited", 0);
		topics.send("audited", 1, "b");
		topics.advance(Duration.ofMinutes(2));
		topics.faults().unfreeze("audited", 0);
		topics.advance(MOMENT);
		assertThat(health(health).getStatus()).isEqualTo(Status.UP);
		assertThat(health(health).getDetails()).containsEntry("caughtUp", true).containsEntry("maxLag", "PT30S");
	}

	private static Health health(TopicHealthContributor contributor) {
		CompositeHealthContributor listeners = (CompositeHealthContributor) contributor.getContributor("listeners");
		return ((HealthIndicator) listeners.getContributor("audit")).health();
	}

}
