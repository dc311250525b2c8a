package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EndpointPoolTest {

	private static final Endpoint SEED = new Endpoint("seed", 2136, "");

	private static final Endpoint A = new Endpoint("a", 2136, "");

	private static final Endpoint B = new Endpoint("b", 2136, "");

	private static final Endpoint C = new Endpoint("c", 2136, "");

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("transport");

	private final Nodes nodes = new Nodes();

	private final List<List<Endpoint>> changes = new ArrayList<>();

	private final EndpointPool pool = pool(this.nodes);

	private EndpointPool pool(@Nullable EndpointSource source) {
		return new EndpointPool("c", SEED, source, Duration.ofMinutes(1), this.runtime, this.loop, this.changes::add);
	}

	private void inLoop(Runnable task) {
		this.loop.execute(task);
		this.runtime.settle();
	}

	private CompletableFuture<Endpoint> choose(EndpointPool from) {
		CompletableFuture<Endpoint> chosen = new CompletableFuture<>();
		inLoop(() -> from.choose().whenComplete((endpoint, error) -> {
			if (error != null) {
				chosen.completeExceptionally(error);
			}
			else {
				chosen.complete(endpoint);
			}
		}));
		return chosen;
	}

	private static Throwable errorOf(CompletableFuture<?> future) {
		return future.handle((value, error) -> error).join();
	}

	private Map<Endpoint, Integer> chosen(int times) {
		Map<Endpoint, Integer> counts = new HashMap<>();
		for (int i = 0; i < times; i++) {
			counts.merge(choose(this.pool).join(), 1, Integer::sum);
		}
		return counts;
	}

	private void startWith(Endpoint... known) {
		inLoop(this.pool::start);
		this.nodes.answer(known);
		this.runtime.settle();
	}

	@Test
	void callersWaitForTheFirstAnswer() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		assertThat(early).isNotDone();
		assertThat(this.nodes.asked).containsExactly(SEED);
		this.nodes.answer(A);
		this.runtime.settle();
		assertThat(early).isCompletedWithValue(A);
		assertThat(this.changes).containsExactly(List.of(A));
	}

	@Test
	void goodNodesAreChosenEvenly() {
		startWith(A, B, C);
		assertThat(chosen(3000).values()).hasSize(3).allMatch((times) -> times > 850 && times < 1150);
	}

	@Test
	void aPreferredNodeIsChosenAsLongAsOneIsWell() {
		inLoop(this.pool::start);
		this.nodes.answer(new NodeList(List.of(A, B, C), Set.of(A, B)));
		this.runtime.settle();
		assertThat(chosen(100)).containsOnlyKeys(A, B);
		inLoop(() -> this.pool.failed(A));
		assertThat(chosen(100)).containsOnlyKeys(B);
		inLoop(() -> this.pool.failed(B));
		assertThat(chosen(100)).as("far and well is better than near and lost").containsOnlyKeys(C);
		inLoop(() -> this.pool.succeeded(A));
		assertThat(chosen(100)).containsOnlyKeys(A);
	}

	@Test
	void aNodeThatFailedIsAvoidedForAWhile() {
		startWith(A, B, C);
		inLoop(() -> this.pool.failed(B));
		assertThat(chosen(100)).containsOnlyKeys(A, C);
		this.runtime.advance(EndpointPool.AVOID.minusNanos(1));
		assertThat(chosen(100)).containsOnlyKeys(A, C);
		this.runtime.advance(Duration.ofNanos(1));
		assertThat(chosen(100)).containsOnlyKeys(A, B, C);
		assertThat(this.nodes.asked).as("one of three is no reason to ask again").hasSize(1);
	}

	@Test
	void aNodeThatAnswersIsGoodAgain() {
		startWith(A, B);
		inLoop(() -> this.pool.failed(B));
		inLoop(() -> this.pool.succeeded(B));
		assertThat(chosen(100)).containsOnlyKeys(A, B);
	}

	@Test
	void whenAllNodesAreBadAnyIsUsed() {
		startWith(A, B);
		inLoop(() -> this.pool.failed(A));
		inLoop(() -> this.pool.failed(B));
		assertThat(chosen(100)).containsOnlyKeys(A, B);
	}

	@Test
	void nodesAreAskedForWithinTheInterval() {
		startWith(A, B);
		this.runtime.advance(Duration.ofSeconds(30).minusNanos(1));
		assertThat(this.nodes.asked).as("not before half of it").hasSize(1);
		this.runtime.advance(Duration.ofSeconds(30).plusNanos(1));
		assertThat(this.nodes.asked).hasSize(2);
		this.nodes.answer(C);
		this.runtime.settle();
		assertThat(chosen(10)).containsOnlyKeys(C);
		assertThat(this.changes).containsExactly(List.of(A, B), List.of(C));
	}

	@Test
	void clientsThatStartTogetherDoNotGoOnAskingTogether() {
		List<Duration> asked = new ArrayList<>();
		long start = this.runtime.nanoTime();
		for (int i = 0; i < 100; i++) {
			EndpointPool one = pool((via) -> {
				asked.add(Duration.ofNanos(this.runtime.nanoTime() - start));
				return CompletableFuture.completedFuture(NodeList.of(List.of(A)));
			});
			inLoop(one::start);
		}
		asked.clear();
		this.runtime.advance(Duration.ofMinutes(1));
		for (int second = 30; second < 60; second++) {
			Duration from = Duration.ofSeconds(second);
			assertThat(asked).as("of 100, in second %d", second)
				.filteredOn((at) -> at.compareTo(from) >= 0 && at.compareTo(from.plusSeconds(1)) < 0)
				.hasSizeLessThan(12);
		}
	}

	@Test
	void moreThanHalfOfTheNodesBadMeansToAskSoon() {
		startWith(A, B);
		this.runtime.advance(Duration.ofSeconds(10));
		inLoop(() -> this.pool.failed(A));
		this.runtime.advance(EndpointPool.EARLY_REFRESH);
		assertThat(this.nodes.asked).as("half is not more than half").hasSize(1);
		inLoop(() -> this.pool.failed(B));
		this.runtime.advance(EndpointPool.EARLY_REFRESH);
		assertThat(this.nodes.asked).hasSize(2);
	}

	@Test
	void nodesThatAllFailAreAskedForLessAndLessOften() {
		startWith(A);
		for (int i = 0; i < 12_000; i++) {
			inLoop(() -> this.pool.failed(A));
			this.runtime.advance(Duration.ofMillis(10));
			this.nodes.answer(A);
			this.runtime.settle();
		}
		assertThat(this.nodes.asked.size()).as("questions in two minutes").isBetween(7, 13);
	}

	@Test
	void questionsThatFailAreNotAskedSoonerBecauseCallsFailToo() {
		startWith(A);
		this.runtime.advance(Duration.ofMinutes(1));
		for (int i = 0; i < 12; i++) {
			this.runtime.runUntil(() -> !this.nodes.open.isEmpty(), Duration.ofSeconds(6));
			this.nodes.fail(new TopicException("x", StatusCode.TRANSPORT_UNAVAILABLE, RetryVerdict.RETRY_SLOW));
			this.runtime.settle();
		}
		int before = this.nodes.asked.size();
		for (int i = 0; i < 1000; i++) {
			inLoop(() -> this.pool.failed(A));
			this.runtime.advance(Duration.ofMillis(10));
			this.nodes.fail(new TopicException("x", StatusCode.TRANSPORT_UNAVAILABLE, RetryVerdict.RETRY_SLOW));
			this.runtime.settle();
		}
		assertThat(this.nodes.asked.size() - before).as("questions in 10 s, of a backoff of up to 32 s").isLessThan(5);
	}

	@Test
	void aNodeThatIsStillListedStaysAvoided() {
		startWith(A, B, C);
		this.runtime.advance(Duration.ofSeconds(59));
		inLoop(() -> this.pool.failed(B));
		this.runtime.advance(Duration.ofSeconds(1));
		this.nodes.answer(A, B);
		this.runtime.settle();
		assertThat(chosen(50)).containsOnlyKeys(A);
	}

	@Test
	void whoWaitsIsToldWhyThereIsNoNodeAndAttemptsGoOn() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		TopicException refused = new TopicException("connection refused", StatusCode.TRANSPORT_UNAVAILABLE,
				RetryVerdict.RETRY_FAST);
		this.nodes.fail(new CompletionException(refused));
		this.runtime.settle();
		assertThat(early).isCompletedExceptionally();
		assertThat(errorOf(early)).isSameAs(refused);
		CompletableFuture<Endpoint> later = choose(this.pool);
		for (int i = 0; i < 20; i++) {
			this.runtime.runUntil(() -> !this.nodes.open.isEmpty(), Duration.ofSeconds(6));
			this.nodes.fail(refused);
			this.runtime.settle();
		}
		assertThat(later).isCompletedExceptionally();
		assertThat(this.nodes.asked).hasSize(21);
		this.runtime.runUntil(() -> !this.nodes.open.isEmpty(), Duration.ofSeconds(6));
		this.nodes.answer(B);
		this.runtime.settle();
		assertThat(choose(this.pool)).isCompletedWithValue(B);
	}

	@Test
	void aRefusedTokenReachesTheCallersAsItIs() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		this.nodes.fail(new TopicException("no", StatusCode.TRANSPORT_UNAUTHENTICATED, RetryVerdict.FATAL));
		this.runtime.settle();
		assertThat(((TopicException) errorOf(early)).verdict()).isEqualTo(RetryVerdict.FATAL);
		this.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.nodes.asked).as("asked again, slowly").hasSize(2);
	}

	@Test
	void anOldListIsBetterThanNone() {
		startWith(A, B);
		this.runtime.advance(Duration.ofMinutes(1));
		this.nodes.fail(new IllegalStateException("x"));
		this.runtime.settle();
		assertThat(chosen(50)).containsOnlyKeys(A, B);
		this.runtime.runUntil(() -> !this.nodes.open.isEmpty(), Duration.ofSeconds(6));
		this.nodes.answer();
		this.runtime.settle();
		assertThat(chosen(50)).as("an empty list tells nothing").containsOnlyKeys(A, B);
	}

	@Test
	void aKnownNodeIsAskedWhenTheSeedIsGone() {
		startWith(A);
		this.runtime.advance(Duration.ofMinutes(1));
		for (int i = 0; i < 3; i++) {
			this.runtime.runUntil(() -> !this.nodes.open.isEmpty(), Duration.ofSeconds(6));
			this.nodes.fail(new TopicException("x", StatusCode.TRANSPORT_UNAVAILABLE, RetryVerdict.RETRY_FAST));
			this.runtime.settle();
		}
		assertThat(this.nodes.asked).startsWith(SEED, SEED, A, SEED);
	}

	@Test
	void anEmptyFirstListIsAFailureThatCanBeRetried() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		this.nodes.answer();
		this.runtime.settle();
		assertThat(errorOf(early)).isInstanceOfSatisfying(TopicException.class, (error) -> {
			assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
			assertThat(error).hasMessage("c: discovery at seed:2136 found no nodes");
		});
	}

	@Test
	void aServerWithoutDiscoveryIsUsedAsItIs() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		this.nodes.fail(new TopicException("x", StatusCode.TRANSPORT_UNIMPLEMENTED, RetryVerdict.FATAL));
		this.runtime.settle();
		assertThat(early).isCompletedWithValue(SEED);
		inLoop(() -> this.pool.failed(SEED));
		this.runtime.advance(Duration.ofHours(1));
		assertThat(this.nodes.asked).hasSize(1);
		assertThat(this.runtime.pendingTimers()).isEmpty();
		assertThat(choose(this.pool)).isCompletedWithValue(SEED);
	}

	@Test
	void withoutDiscoveryTheSeedIsTheOnlyNode() {
		EndpointPool fixed = pool(null);
		inLoop(fixed::start);
		assertThat(choose(fixed)).isCompletedWithValue(SEED);
		inLoop(() -> fixed.failed(SEED));
		assertThat(choose(fixed)).isCompletedWithValue(SEED);
		assertThat(this.runtime.pendingTimers()).isEmpty();
		assertThat(this.changes).containsExactly(List.of(SEED));
	}

	@Test
	void aCloseTellsWhoWaitsAndAsksNoMore() {
		inLoop(this.pool::start);
		CompletableFuture<Endpoint> early = choose(this.pool);
		inLoop(this.pool::close);
		assertThat(errorOf(early)).isInstanceOf(TopicClosedException.class);
		this.nodes.answer(A);
		this.runtime.settle();
		assertThat(errorOf(choose(this.pool))).isInstanceOf(TopicClosedException.class);
		assertThat(this.changes).isEmpty();
		assertThat(this.runtime.pendingTimers()).isEmpty();
		inLoop(this.pool::close);
	}

	/** Plays the discovery service. */
	private static final class Nodes implements EndpointSource {

		private final List<Endpoint> asked = new ArrayList<>();

		private final List<CompletableFuture<NodeList>> open = new ArrayList<>();

		@Override
		public CompletableFuture<NodeList> list(Endpoint via) {
			CompletableFuture<NodeList> answer = new CompletableFuture<>();
			this.asked.add(via);
			this.open.add(answer);
			return answer;
		}

		void answer(Endpoint... known) {
			answer(NodeList.of(List.of(known)));
		}

		void answer(NodeList known) {
			this.open.forEach((answer) -> answer.complete(known));
			this.open.clear();
		}

		void fail(Throwable error) {
			this.open.forEach((answer) -> answer.completeExceptionally(error));
			this.open.clear();
		}

	}

}
