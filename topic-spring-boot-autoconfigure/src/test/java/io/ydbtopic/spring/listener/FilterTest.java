package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A filter leaves messages out, and what is left out counts as handled.
 */
class FilterTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final FakeSession session = new FakeSession("orders", 0);

	private final List<String> handled = new ArrayList<>();

	private int broken;

	@BeforeEach
	void withoutX() {
		this.fixture.filter = (message) -> {
			if (this.broken-- > 0) {
				throw new IllegalStateException("broken filter");
			}
			return !ContainerFixture.text(message.data()).startsWith("x");
		};
	}

	private void deliver(String... payloads) {
		this.fixture.client.subscription().deliver(this.session.batch(payloads));
		this.fixture.runtime.run();
	}

	@Test
	void whatIsLeftOutIsCommittedWithTheRest() {
		this.fixture.started(
				this.fixture.single((message, context) -> this.handled.add(ContainerFixture.text(message.data()))));
		deliver("a", "x1", "b", "x2");
		assertThat(this.handled).containsExactly("a", "b");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L, 3L);
	}

	@Test
	void aBatchIsGivenWithoutItAndAnIndexMeansWhatWasGiven() {
		int[] failures = { 1 };
		this.fixture.started(this.fixture.batch((batch, context) -> {
			List<String> texts = batch.messages().stream().map((m) -> ContainerFixture.text(m.data())).toList();
			this.handled.add(String.join(" ", texts));
			if (texts.contains("c") && failures[0]-- > 0) {
				throw new BatchListenerFailedException(new IllegalStateException("no"), texts.indexOf("c"));
			}
		}));
		deliver("x1", "a", "x2", "c", "x3", "d");
		assertThat(this.session.commits).as("everything before c").containsExactly(0L, 1L, 2L);
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.handled).containsExactly("a c d", "c", "d");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
	}

	@Test
	void whatIsLeftOutNeedsNoAcknowledgment() {
		this.fixture.ackMode = AckMode.MANUAL;
		this.fixture.started(this.fixture.batch((batch, context) -> context.acknowledgment().acknowledge()));
		deliver("x1", "a", "x2");
		assertThat(this.session.commits).containsExactly(0L, 1L, 2L);
	}

	@Test
	void aBatchOfWhichNothingIsLeftIsNotGiven() {
		this.fixture.started(this.fixture.batch((batch, context) -> this.handled.add("called")));
		deliver("x1", "x2");
		assertThat(this.handled).isEmpty();
		assertThat(this.session.commits).containsExactly(0L, 1L);
	}

	@Test
	void aFilterThatThrowsIsAFailureOfTheMessage() {
		this.broken = 1;
		this.fixture.started(
				this.fixture.single((message, context) -> this.handled.add(ContainerFixture.text(message.data()))));
		deliver("a");
		assertThat(this.handled).isEmpty();
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.handled).containsExactly("a");
		assertThat(this.session.commits).containsExactly(0L);
	}

}
