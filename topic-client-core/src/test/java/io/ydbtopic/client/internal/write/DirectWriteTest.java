package io.ydbtopic.client.internal.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.ScriptedCall;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Two servers on virtual time: ordinary routing, and the partition's own node. */
class DirectWriteTest {

	private static final Duration SHORT = Duration.ofSeconds(20);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final FakeWriteServer ordinary = new FakeWriteServer();

	private final FakeWriteServer node = new FakeWriteServer();

	private final List<Long> located = new ArrayList<>();

	private final List<Integer> nodes = new ArrayList<>();

	/** Where the partition is; null if nobody knows. */
	private DirectRoute.@Nullable Location location = new DirectRoute.Location(5, 9);

	private @Nullable CompletableFuture<DirectRoute.Location> slowAnswer;

	private final DirectRoute route = new DirectRoute() {

		@Override
		public CompletableFuture<Location> locate(String topic, long partition) {
			assertThat(topic).isEqualTo("orders");
			DirectWriteTest.this.located.add(partition);
			if (DirectWriteTest.this.slowAnswer != null) {
				return DirectWriteTest.this.slowAnswer;
			}
			return (DirectWriteTest.this.location != null)
					? CompletableFuture.completedFuture(DirectWriteTest.this.location) : CompletableFuture
						.failedFuture(new TopicException("no location", StatusCode.SCHEME_ERROR, RetryVerdict.FATAL));
		}

		@Override
		public StreamTransport<WriteFrame, WriteAnswer> at(int id) {
			DirectWriteTest.this.nodes.add(id);
			return new OverTheWire(DirectWriteTest.this.node.transport());
		}

	};

	private @Nullable DefaultTopicWriter<String> writer;

	private DefaultTopicWriter<String> connect(@Nullable Long partition) {
		WriterSettings settings = WriterSettings.builder("orders").producerId("shop").partitionId(partition).build();
		this.writer = new DefaultTopicWriter<>("c/w1", this.runtime,
				new StreamOptions(settings.handshakeTimeout(), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
						Duration.ZERO),
				new BackoffPolicy(settings.retry(), this.runtime),
				new DirectWriteTransport(new OverTheWire(this.ordinary.transport()), this.route), settings, "shop",
				Serializer.string(),
				new StreamStatusTracker("c/w1", StreamStatus.Kind.WRITER, "orders", List.of("orders"), this.runtime,
						this.runtime.newUserQueue("events"), new StreamEventListener() {
						}));
		this.writer.start();
		return this.writer;
	}

	private void write(DefaultTopicWriter<String> to, String text) {
		CompletableFuture<WriteAck> ack = to.write(OutgoingMessage.of(text));
		assertThat(this.runtime.runUntil(ack::isDone, SHORT)).as(text).isTrue();
		assertThat(ack).isCompleted();
	}

	private static InitRequest init(ScriptedCall<FromClient, FromServer> call) {
		return call.received().get(0).getInitRequest();
	}

	@AfterEach
	void nothingIsLeft() {
		if (this.writer != null) {
			CompletableFuture<?> closed = this.writer.closeAsync(Duration.ofSeconds(1));
			assertThat(this.runtime.runUntil(closed::isDone, SHORT)).isTrue();
		}
		assertThat(this.ordinary.transport().openCalls()).isZero();
		assertThat(this.node.transport().openCalls()).isZero();
		assertThat(this.runtime.pendingTimers()).isEmpty();
		this.runtime.check();
	}

	@Test
	void aKnownPartitionIsWrittenToAtItsNode() {
		write(connect(7L), "a");
		assertThat(this.ordinary.transport().calls()).isEmpty();
		assertThat(this.nodes).containsExactly(5);
		assertThat(this.located).containsExactly(7L);
		InitRequest init = init(this.node.transport().last());
		assertThat(init.getPartitionWithGeneration().getPartitionId()).isEqualTo(7);
		assertThat(init.getPartitionWithGeneration().getGeneration()).isEqualTo(9);
		assertThat(init.getProducerId()).isEqualTo("shop");
		assertThat(this.node.texts()).containsExactly("a");
	}

	@Test
	void theServersChoiceIsLearnedFromAnOrdinaryStream() {
		write(connect(null), "a");
		assertThat(this.ordinary.transport().calls()).hasSize(1);
		assertThat(init(this.ordinary.transport().last()).getMessageGroupId()).isEqualTo("shop");
		assertThat(this.ordinary.transport().openCalls()).isZero();
		assertThat(this.ordinary.texts()).isEmpty();
		assertThat(this.node.texts()).containsExactly("a");
		assertThat(init(this.node.transport().last()).hasMessageGroupId()).isFalse();
		this.node.transport().last().breakDown();
		write(this.writer, "b");
		assertThat(this.node.texts()).containsExactly("a", "b");
		assertThat(this.ordinary.transport().calls()).as("asked once").hasSize(1);
	}

	@Test
	void withoutALocationTheOrdinaryStreamIsTheOne() {
		this.location = null;
		write(connect(null), "a");
		assertThat(this.ordinary.texts()).containsExactly("a");
		assertThat(this.ordinary.transport().calls()).hasSize(1);
		assertThat(this.node.transport().calls()).isEmpty();
	}

	@Test
	void aNodeThatCantBeHadIsGoneAround() {
		this.node.away = true;
		write(connect(7L), "a");
		assertThat(this.ordinary.texts()).containsExactly("a");
		assertThat(init(this.ordinary.transport().last()).getPartitionId()).isEqualTo(7);
	}

	@Test
	void aNodeThatHangsIsGoneAroundInTime() {
		this.node.answersHandshake = false;
		long begun = this.runtime.nanoTime();
		write(connect(7L), "a");
		assertThat(this.ordinary.texts()).containsExactly("a");
		assertThat(Duration.ofNanos(this.runtime.nanoTime() - begun)).isBetween(DirectWriteCall.NODE_PATIENCE,
				DirectWriteCall.NODE_PATIENCE.plusSeconds(1));
		assertThat(this.node.transport().openCalls()).isZero();
	}

	@Test
	void aPartitionThatMovedIsFollowed() {
		write(connect(7L), "a");
		this.location = new DirectRoute.Location(6, 10);
		this.node.transport().last().reply(FakeWriteServer.error(StatusIds.StatusCode.UNAVAILABLE, "moved"));
		write(this.writer, "b");
		assertThat(this.nodes).containsExactly(5, 6);
		assertThat(init(this.node.transport().last()).getPartitionWithGeneration().getGeneration()).isEqualTo(10);
		assertThat(this.node.texts()).containsExactly("a", "b");
	}

	@Test
	void aRefusedGenerationTakesTheOrdinaryWay() {
		this.node.transport()
			.onOpen((call) -> call.onMessage(
					(message) -> call.reply(FakeWriteServer.error(StatusIds.StatusCode.UNAVAILABLE, "generation"))));
		write(connect(7L), "a");
		assertThat(this.ordinary.texts()).containsExactly("a");
		assertThat(this.node.transport().openCalls()).isZero();
	}

	@Test
	void anotherRefusalIsTheWritersToJudge() {
		this.node.transport()
			.onOpen((call) -> call.onMessage(
					(message) -> call.reply(FakeWriteServer.error(StatusIds.StatusCode.UNAUTHORIZED, "no right"))));
		DefaultTopicWriter<String> refused = connect(7L);
		assertThat(this.runtime.runUntil(() -> refused.ready().isDone(), SHORT)).isTrue();
		assertThat(refused.ready()).isCompletedExceptionally();
		assertThat(this.ordinary.transport().calls()).isEmpty();
	}

	@Test
	void aChoiceThatHoldsNoLongerIsMadeAgain() {
		write(connect(null), "a");
		this.node.transport().last().reply(FakeWriteServer.error(StatusIds.StatusCode.OVERLOADED, "split"));
		this.node.transport().last().end();
		write(this.writer, "b");
		assertThat(this.ordinary.transport().calls()).as("asked again").hasSize(2);
	}

	@Test
	void aCloseWhileTheLocationIsOnItsWayLeavesNothing() {
		this.slowAnswer = new CompletableFuture<>();
		DefaultTopicWriter<String> closing = connect(7L);
		this.runtime.advance(Duration.ofMillis(10));
		CompletableFuture<?> closed = closing.closeAsync(Duration.ZERO);
		assertThat(this.runtime.runUntil(closed::isDone, SHORT)).isTrue();
		this.slowAnswer.complete(new DirectRoute.Location(5, 9));
		this.runtime.settle();
		assertThat(this.nodes).isEmpty();
	}

	@Test
	void aScoutThatBreaksIsALostConnection() {
		this.slowAnswer = new CompletableFuture<>();
		DefaultTopicWriter<String> waiting = connect(null);
		this.runtime.runUntil(() -> !this.located.isEmpty(), SHORT);
		this.ordinary.transport().last().breakDown();
		this.slowAnswer.complete(new DirectRoute.Location(5, 9));
		write(waiting, "a");
		assertThat(this.node.texts()).containsExactly("a");
	}

	@Test
	void aScoutThatIsRefusedTellsWhy() {
		this.ordinary.transport()
			.onOpen((call) -> call.onMessage(
					(message) -> call.reply(FakeWriteServer.error(StatusIds.StatusCode.SCHEME_ERROR, "no topic"))));
		DefaultTopicWriter<String> refused = connect(null);
		assertThat(this.runtime.runUntil(() -> refused.ready().isDone(), SHORT)).isTrue();
		assertThat(refused.ready()).isCompletedExceptionally();
		assertThat(this.located).isEmpty();
	}

}
