package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A message that always fails, and an application that is stopped and started in the
 * middle of that, at any moment: nothing is skipped that nobody asked to skip, and
 * nothing that is committed is handled again.
 */
class StoppedInTheMiddleTest {

	private static final int MESSAGES = 40;

	private final ContainerFixture fixture = new ContainerFixture();

	/** How often each message was handled. */
	private final Map<String, Integer> handled = new HashMap<>();

	/** What the server has: everything before it is committed. */
	private int committed;

	static Stream<Arguments> cases() {
		return Stream.of(AckMode.RECORD, AckMode.BATCH)
			.flatMap((mode) -> Stream.of(true, false)
				.flatMap((recover) -> IntStream.range(0, 6)
					.mapToObj((seed) -> Arguments.of(mode, recover, ShutdownMode.values()[seed % 3], seed))));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void nothingIsSkippedAndNothingCommittedComesAgain(AckMode mode, boolean recover, ShutdownMode shutdown, int seed) {
		Random random = new Random(seed);
		Set<Integer> poison = new HashSet<>(List.of(random.nextInt(MESSAGES), random.nextInt(MESSAGES), MESSAGES - 1));
		this.fixture.ackMode = mode;
		this.fixture.recover = recover;
		this.fixture.shutdown = shutdown;
		TopicListenerContainer container = this.fixture.single((message, context) -> {
			int number = Integer.parseInt(ContainerFixture.text(message.data()));
			assertThat(number).as("committed, and came again").isGreaterThanOrEqualTo(this.committed);
			this.handled.merge("" + number, 1, Integer::sum);
			if (poison.contains(number)) {
				throw new IllegalStateException("always");
			}
		});
		Set<Integer> skipped = new HashSet<>();
		for (int life = 0; this.committed < MESSAGES; life++) {
			assertThat(life).as("it gets on").isLessThan(500);
			live(container, random, skipped);
		}
		for (int i = 0; i < MESSAGES; i++) {
			assertThat(this.handled).as("message " + i).containsKey("" + i);
			if (mode == AckMode.RECORD && !poison.contains(i)) {
				assertThat(this.handled.get("" + i)).as("message " + i).isEqualTo(1);
			}
		}
		Set<String> poisonTexts = new HashSet<>(poison.stream().map(String::valueOf).toList());
		if (recover) {
			assertThat(this.fixture.recovered).containsOnlyOnceElementsOf(poisonTexts).hasSameSizeAs(poisonTexts);
		}
		else {
			assertThat(skipped).as("skipped on request, and no other").isEqualTo(poison);
		}
	}

	/** From a start to a stop at any moment. */
	private void live(TopicListenerContainer container, Random random, Set<Integer> skipped) {
		this.fixture.started(container);
		FakeSession session = new FakeSession("orders", 0).from(this.committed);
		this.fixture.client.subscription().give(session);
		List<String> texts = new ArrayList<>();
		int end = Math.min(MESSAGES, this.committed + 1 + random.nextInt(10));
		for (int i = this.committed; i < end; i++) {
			texts.add("" + i);
		}
		this.fixture.client.subscription().deliver(session.batch(texts.toArray(new String[0])));
		if (random.nextInt(10) > 0) {
			this.fixture.runtime.advance(Duration.ofMillis(random.nextInt(8_000)));
		}
		List<PartitionTrouble> troubles = container.troubles();
		if (random.nextBoolean() && !troubles.isEmpty() && troubles.get(0).kind() == PartitionTrouble.Kind.HELD) {
			container.skip("orders", 0, troubles.get(0).offset());
			skipped.add((int) troubles.get(0).offset());
		}
		CompletableFuture<Void> stopped = container.stop("test");
		this.fixture.runtime.advance(Duration.ofMinutes(1));
		assertThat(stopped).isDone();
		session.commits.forEach((offset) -> assertThat(offset).as("in order").isEqualTo(this.committed++));
		session.end();
	}

}
