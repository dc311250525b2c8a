package io.ydbtopic.spring.health;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.config.DefaultTopicListenerContainerFactory;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

class TopicHealthContributorTest {

	private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

	private static final TopicException LOST = new TopicException("connection reset", StatusCode.TRANSPORT_UNAVAILABLE,
			RetryVerdict.RETRY_FAST);

	private final FakeTopicClient client = new FakeTopicClient();

	private final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	private final TopicListenerEndpointRegistry registry = new TopicListenerEndpointRegistry();

	private final TopicHealthContributor contributor = new TopicHealthContributor(this.registry,
			new NamedStreams(this.client, new TopicMessageConverter(List.of()), Map.of(), Map.of(), (topic) -> null),
			Duration.ofSeconds(30), Clock.fixed(NOW, ZoneOffset.UTC));

	private TopicListenerContainer container;

	@BeforeEach
	void register() {
		this.container = this.registry.register(TopicListenerEndpoint
			.of(ListenerAttributes.of("billing", "billing", "orders"), Deserializer.bytes(), (message, context) -> {
				throw new ClassCastException("never cured");
			}), new DefaultTopicListenerContainerFactory(this.client, this.runtime));
	}

	private Health health() {
		CompositeHealthContributor listeners = (CompositeHealthContributor) this.contributor
			.getContributor("listeners");
		return ((HealthIndicator) listeners.getContributor("billing")).health();
	}

	private void stream(StreamState state, Duration ago, int attempt) {
		this.client.subscription().status = new StreamStatus("c/r1", StreamStatus.Kind.READER, "billing",
				List.of("orders"), state, NOW.minus(ago), attempt, 3, LOST, NOW.minus(ago),
				(state == StreamState.CONNECTED) ? null : NOW.minus(ago));
	}

	@Test
	void aListenerThatWasNeverStartedIsNotIll() {
		assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void aConnectedListenerIsUp() {
		this.container.start();
		this.client.subscription().ready.complete(null);
		stream(StreamState.CONNECTED, Duration.ofSeconds(5), 0);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("state", "connected")
			.containsEntry("listener", "running")
			.containsEntry("partitions", 1)
			.containsEntry("reconnects", 3L)
			.containsEntry("cause", "TRANSPORT_UNAVAILABLE: connection reset");
	}

	@Test
	void aShortLossOfTheConnectionIsNoIllnessButShown() {
		this.container.start();
		stream(StreamState.RECONNECTING, Duration.ofSeconds(30).minusMillis(1), 7);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
		assertThat(health().getDetails()).containsEntry("state", "reconnecting").containsEntry("attempt", 7);
	}

	@Test
	void aLongLossOfTheConnectionIsOutOfServiceWithItsCause() {
		this.container.start();
		stream(StreamState.RECONNECTING, Duration.ofSeconds(30), 7);
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health().getDetails()).containsEntry("cause", "TRANSPORT_UNAVAILABLE: connection reset");
	}

	@Test
	void aStreamThatConnectsAndDiesAtOnceAgainAndAgainIsOutOfServiceThoughItIsConnectedNow() {
		this.container.start();
		this.client.subscription().status = new StreamStatus("c/r1", StreamStatus.Kind.READER, "billing",
				List.of("orders"), StreamState.CONNECTED, NOW.minusMillis(20), 0, 300, LOST, NOW.minusMillis(40),
				NOW.minusSeconds(30));
		assertThat(health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(health().getDetails()).containsEntry("state", "connected")
			.containsEntry("unhealthySince", NOW.minusSeconds(30).toString());
		this.client.subscription().status = new StreamStatus("c/r1", StreamStatus.Kind.READER, "billing",
				List.of("orders"), StreamState.CONNECTED, NOW.minusMillis(20), 0, 3, LOST, NOW.minusMillis(40),
				NOW.minusSeconds(29));
		assertThat(health().getStatus()).as("not for long").isEqualTo(Status.UP);
	}

	@Test
	void aFailedListenerIsDownWithItsCause() {
		this.container.start();
		this.client.subscription().terminated.completeExceptionally(LOST);
		assertThat(this.container.state()).isEqualTo(ListenerState.FAILED);
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails().get("failure").toString()).contains("connection reset");
	}

	@Test
	void aHeldPartitionIsDownAndNamesPlaceAndClassButNoText() {
		this.container.start();
		this.client.subscription().ready.complete(null);
		FakeSession session = new FakeSession("orders", 3);
		this.client.subscription().deliver(session.batch("poison"));
		this.runtime.run();
		assertThat(health().getStatus()).isEqualTo(Status.DOWN);
		assertThat(health().getDetails().get("troubles").toString()).contains("orders partition 3 offset 0: held")
			.contains("java.lang.ClassCastException")
			.doesNotContain("never cured");
		this.client.subscription().end(session);
		assertThat(health().getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void aListenerThatWasStoppedOnPurposeIsNotIll() {
		this.container.start();
		this.container.stop("on purpose");
		assertThat(health().getStatus()).isEqualTo(Status.UNKNOWN);
	}

	@Test
	void listenersComeAndGo() {
		CompositeHealthContributor listeners = (CompositeHealthContributor) this.contributor
			.getContributor("listeners");
		assertThat(listeners.stream()).hasSize(1);
		this.registry.unregister("billing");
		assertThat(listeners.stream()).isEmpty();
		assertThat(this.contributor.stream()).extracting("name").containsExactly("listeners", "writers", "readers");
	}

}
