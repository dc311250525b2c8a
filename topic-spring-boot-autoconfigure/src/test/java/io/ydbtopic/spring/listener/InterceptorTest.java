package io.ydbtopic.spring.listener;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.PartitionEnd;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.StartPosition;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What stands around messages, and what hears of partitions.
 */
class InterceptorTest {

	private final ContainerFixture fixture = new ContainerFixture();

	private final List<String> calls = new ArrayList<>();

	private final FakeSession session = new FakeSession("orders", 0);

	private TopicRecordInterceptor interceptor(String name, String dropped) {
		return new TopicRecordInterceptor() {

			@Override
			public <T> ReceivedMessage<T> before(ReceivedMessage<T> message, DeliveryContext context) {
				InterceptorTest.this.calls.add(name + " before");
				return ContainerFixture.text(message.data()).equals(dropped) ? null : message;
			}

			@Override
			public void after(ReceivedMessage<?> message, DeliveryContext context, Throwable failure) {
				InterceptorTest.this.calls.add(name + ((failure != null) ? " after failure" : " after"));
			}

		};
	}

	private void start(TopicMessageListener<byte[]> listener, TopicRebalanceListener rebalance,
			TopicRecordInterceptor... interceptors) {
		ContainerParts parts = this.fixture.parts();
		this.fixture.started(new ContainerParts(parts.id(), parts.client(), parts.properties(), parts.errorHandler(),
				parts.runtime(), parts.observer(), null, null, null, List.of(interceptors), List.of(rebalance),
				parts.events())
			.container(Deserializer.bytes(), listener));
	}

	private final TopicRebalanceListener nothing = new TopicRebalanceListener() {
	};

	@Test
	void theyStandAroundTheListenerInTheirOrder() {
		start((message, context) -> this.calls.add("listener"), this.nothing, interceptor("outer", ""),
				interceptor("inner", ""));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThat(this.calls).containsExactly("outer before", "inner before", "listener", "inner after",
				"outer after");
	}

	@Test
	void aDroppedMessageCountsAsHandled() {
		start((message, context) -> this.calls.add("listener"), this.nothing, interceptor("outer", "a"),
				interceptor("inner", ""));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThat(this.calls).containsExactly("outer before", "outer after");
		assertThat(this.session.commits).containsExactly(0L);
	}

	@Test
	void theySeeWhatTheListenerThrew() {
		start((message, context) -> {
			throw new IllegalArgumentException("never cured");
		}, this.nothing, interceptor("outer", ""));
		this.fixture.client.subscription().deliver(this.session.batch("a"));
		this.fixture.runtime.run();
		assertThat(this.calls).containsExactly("outer before", "outer after failure");
	}

	@Test
	void partitionsAreToldAndAListenerThatThrowsHarmsNobody() {
		start((message, context) -> {
		}, new TopicRebalanceListener() {

			@Override
			public void onStarted(String listenerId, PartitionSession started) {
				InterceptorTest.this.calls.add("started " + started.partitionId());
				throw new IllegalStateException("broken");
			}

			@Override
			public void onEnded(String listenerId, PartitionSession ended, PartitionEnd end) {
				InterceptorTest.this.calls.add("ended " + end);
			}

		});
		assertThat(this.fixture.client.subscription().give(this.session).toCompletableFuture()).isCompleted();
		this.fixture.client.subscription().end(this.session);
		assertThat(this.calls).containsExactly("started 0", "ended STREAM_LOST");
	}

	@Test
	void aRebalanceListenerSaysWhereAPartitionStarts() {
		start((message, context) -> {
		}, new TopicRebalanceListener() {

			@Override
			public CompletionStage<StartPosition> startAt(String listenerId, PartitionSession started) {
				return (started.partitionId() == 0) ? null
						: CompletableFuture.completedFuture(StartPosition.readFrom(7));
			}

		});
		assertThat(this.fixture.client.subscription().give(this.session).toCompletableFuture().join())
			.isEqualTo(StartPosition.COMMITTED);
		assertThat(this.fixture.client.subscription().give(new FakeSession("orders", 1)).toCompletableFuture().join())
			.isEqualTo(StartPosition.readFrom(7));
	}

	@Test
	void theyStandAroundBatchesToo() {
		ContainerParts parts = this.fixture.parts();
		TopicRecordInterceptor interceptor = new TopicRecordInterceptor() {

			@Override
			public void beforeBatch(MessageBatch<?> batch, DeliveryContext context) {
				InterceptorTest.this.calls.add("before " + batch.size());
			}

			@Override
			public void afterBatch(MessageBatch<?> batch, DeliveryContext context, Throwable failure) {
				InterceptorTest.this.calls.add("after " + failure);
			}

		};
		int[] failures = { 1 };
		this.fixture.started(new ContainerParts(parts.id(), parts.client(), parts.properties(), parts.errorHandler(),
				parts.runtime(), parts.observer(), null, null, null, List.of(interceptor), List.of(), parts.events())
			.batchContainer(Deserializer.bytes(), (batch, context) -> {
				this.calls.add("listener");
				if (failures[0]-- > 0) {
					throw new IllegalStateException("no");
				}
			}));
		this.fixture.client.subscription().deliver(this.session.batch("a", "b"));
		this.fixture.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.calls).containsExactly("before 2", "listener", "after java.lang.IllegalStateException: no",
				"before 2", "listener", "after null");
	}

}
