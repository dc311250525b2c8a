package io.ydbtopic.spring.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.spring.listener.LagReadiness;
import io.ydbtopic.spring.listener.LagReadiness.Mode;
import io.ydbtopic.spring.listener.ListenerPartition;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class CatchUpTest {

	private final TopicListenerContainer container = mock(TopicListenerContainer.class);

	private Instant now = Instant.EPOCH;

	private final CatchUp catchUp = new CatchUp(() -> this.now);

	@Test
	void behindIsOutOfServiceUntilCaughtUpOnce() {
		assertThat(status(Mode.CATCH_UP, 0.0, 31.0)).isEqualTo(Status.OUT_OF_SERVICE);
		assertThat(status(Mode.CATCH_UP, 0.0, 30.0)).isEqualTo(Status.UP);
		assertThat(status(Mode.CATCH_UP, 0.0, 600.0)).isEqualTo(Status.UP);
	}

	@Test
	void behindIsAlwaysOutOfServiceIfSoWished() {
		assertThat(status(Mode.ALWAYS, 1.0)).isEqualTo(Status.UP);
		assertThat(status(Mode.ALWAYS, 31.0)).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void aLagThatIsNotKnownIsTooLong() {
		assertThat(status(Mode.CATCH_UP, 0.0, null)).isEqualTo(Status.OUT_OF_SERVICE);
	}

	@Test
	void anInstanceThatIsGivenNoPartitionsHasNothingToCatchUpWith() {
		given(this.container.stream()).willReturn(new StreamStatus("r1", StreamStatus.Kind.READER, "billing",
				List.of("orders"), StreamState.CONNECTED, this.now, 0, 0, null, null, null));
		this.now = this.now.plusSeconds(9);
		assertThat(status(Mode.CATCH_UP)).isEqualTo(Status.OUT_OF_SERVICE);
		this.now = this.now.plusSeconds(1);
		assertThat(status(Mode.CATCH_UP)).isEqualTo(Status.UP);
	}

	private Status status(Mode mode, Double... secondsBehind) {
		given(this.container.partitions()).willReturn(Arrays.stream(secondsBehind)
			.map((seconds) -> new ListenerPartition("orders", 0, 0, 10, 10L, seconds, false, 0))
			.toList());
		Health.Builder health = new Health.Builder().up();
		this.catchUp.check(this.container, new LagReadiness(Duration.ofSeconds(30), mode), health);
		return health.build().getStatus();
	}

}
