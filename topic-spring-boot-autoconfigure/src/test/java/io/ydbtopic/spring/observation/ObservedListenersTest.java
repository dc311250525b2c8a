package io.ydbtopic.spring.observation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.ContainerParts;
import io.ydbtopic.spring.listener.ContainerProperties;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.listener.ErrorDecision;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerFailure;
import io.ydbtopic.spring.listener.Ordering;
import io.ydbtopic.spring.listener.ShutdownMode;
import io.ydbtopic.spring.listener.StartupPolicy;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.listener.TopicMessageListener;
import io.ydbtopic.spring.listener.TopicRecoverer;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One observation a call, from the listener to the recoverer.
 */
class ObservedListenersTest {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final FakeTopicClient client = new FakeTopicClient();

	private final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	private final FakeSession session = new FakeSession("/local/orders", 3);

	/** The observation that was current, where someone looked. */
	private final List<Observation> current = new ArrayList<>();

	private ObservedListeners observer = new ObservedListeners(() -> this.registry, null, false);

	private ErrorDecision decision = new ErrorDecision.Stop();

	private AckMode ackMode = AckMode.BATCH;

	private void look() {
		this.current.add(this.registry.getCurrentObservation());
	}

	private ContainerParts parts() {
		ContainerProperties properties = new ContainerProperties(ReaderSettings.of("billing", "orders"), true, 1,
				this.ackMode, 100, ShutdownMode.DRAIN, Duration.ofSeconds(20), StartupPolicy.RETRY,
				Duration.ofSeconds(1), Ordering.PARTITION);
		TopicErrorHandler errors = new TopicErrorHandler() {

			@Override
			public ErrorDecision decide(ListenerFailure failure) {
				look();
				return ObservedListenersTest.this.decision;
			}

			@Override
			public Duration recoveryDelay(int attempt) {
				return Duration.ofSeconds(1);
			}

		};
		return new ContainerParts("billing", this.client, properties, errors, this.runtime, this.observer, null, null,
				null, List.of(), List.of(), (event) -> {
				});
	}

	private void run(TopicListenerContainer container, String... payloads) {
		container.start();
		this.client.subscription().ready.complete(null);
		this.client.subscription().give(this.session);
		this.client.subscription().deliver(this.session.batch(payloads));
		this.runtime.run();
	}

	@Test
	void aCallIsObservedWithItsKeysWhileItsScopeIsOpen() {
		run(parts().container(Deserializer.bytes(), (message, context) -> look()), "a");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.hasContextualNameEqualTo("process /local/orders")
			.hasLowCardinalityKeyValue("listener", "billing")
			.hasLowCardinalityKeyValue("topic", "/local/orders")
			.hasLowCardinalityKeyValue("consumer", "billing")
			.hasHighCardinalityKeyValue("messaging.destination.partition.id", "3")
			.hasHighCardinalityKeyValue("messaging.ydb.offset", "0")
			.hasHighCardinalityKeyValue("messaging.system", "ydb")
			.hasBeenStarted()
			.hasBeenStopped()
			.doesNotHaveError();
		assertThat(this.current).doesNotContainNull().hasSize(1);
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void errorHandlerAndRecovererBelongToTheCallAlsoWhenTheRecovererIsTriedAgain() {
		List<CompletableFuture<Void>> answers = new ArrayList<>(
				List.of(CompletableFuture.failedFuture(new IllegalStateException("away")), new CompletableFuture<>()));
		CompletableFuture<Void> second = answers.get(1);
		TopicRecoverer recoverer = (message, failure) -> {
			look();
			return answers.remove(0);
		};
		this.decision = new ErrorDecision.Recover(recoverer);
		IllegalArgumentException broken = new IllegalArgumentException("broken");
		run(parts().container(Deserializer.bytes(), (message, context) -> {
			look();
			throw broken;
		}), "a");
		this.runtime.advance(Duration.ofSeconds(1));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.hasBeenStarted()
			.isNotStopped()
			.hasError(broken);
		second.complete(null);
		this.runtime.run();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.hasBeenStopped();
		assertThat(this.current).as("listener, error handler, two tries of the recoverer")
			.hasSize(4)
			.doesNotContainNull()
			.containsOnly(this.current.get(0));
	}

	@Test
	void eachAttemptIsObservedForItself() {
		this.decision = new ErrorDecision.Retry(Duration.ofSeconds(1));
		int[] calls = { 0 };
		run(parts().container(Deserializer.bytes(), (message, context) -> {
			if (++calls[0] < 3) {
				throw new IllegalStateException("not yet");
			}
		}), "a");
		this.runtime.advance(Duration.ofSeconds(5));
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsWithNameEqualTo("ydb.topic.listener", 3)
			.hasAnObservationWithAKeyValue("messaging.ydb.attempt", "3");
	}

	@Test
	void aFutureIsObservedUntilItIsDoneOrGivenUp() {
		CompletableFuture<Void> later = new CompletableFuture<>();
		TopicListenerContainer container = parts().container(Deserializer.bytes(), new TopicMessageListener<byte[]>() {

			@Override
			public void onMessage(ReceivedMessage<byte[]> message, DeliveryContext context) {
				throw new AssertionError("the other form is called");
			}

			@Override
			public CompletableFuture<Void> handle(ReceivedMessage<byte[]> message, DeliveryContext context) {
				return later;
			}

		});
		run(container, "a");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.isNotStopped();
		container.stop("test");
		this.runtime.advance(Duration.ofSeconds(30));
		assertThat(later).as("given up").isCancelled();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.hasBeenStopped();
	}

	@Test
	void aListenerInATransactionRunsInTheScope() {
		this.ackMode = AckMode.TRANSACTION;
		run(parts().container(Deserializer.bytes(), (message, context) -> look()), "a");
		assertThat(this.current).hasSize(1).doesNotContainNull();
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("ydb.topic.listener")
			.that()
			.hasBeenStopped()
			.doesNotHaveError();
	}

	@Test
	void aBatchIsOneObservationAndItsMessagesAreObservedOnRequest() {
		run(parts().batchContainer(Deserializer.bytes(), (batch, context) -> look()), "a", "b", "c");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(1)
			.hasAnObservationWithAKeyValue("messaging.batch.message_count", "3");
		this.registry.clear();
		this.observer = new ObservedListeners(() -> this.registry, null, true);
		run(parts().batchContainer(Deserializer.bytes(), (batch, context) -> look()), "d", "e");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsWithNameEqualTo("ydb.topic.listener", 1)
			.hasNumberOfObservationsWithNameEqualTo("ydb.topic.listener.record", 2)
			.hasAnObservationWithAKeyValue("messaging.ydb.offset", "4");
	}

	@Test
	void aConventionOfTheApplicationReplacesNamesAndKeys() {
		this.observer = new ObservedListeners(() -> this.registry, new TopicReceiveConvention() {

			@Override
			public String getName() {
				return "shop.listen";
			}

			@Override
			public KeyValues getLowCardinalityKeyValues(TopicReceiveContext context) {
				return KeyValues.of("who", context.listenerId());
			}

		}, false);
		run(parts().container(Deserializer.bytes(), (message, context) -> look()), "a");
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("shop.listen")
			.that()
			.hasLowCardinalityKeyValue("who", "billing")
			.doesNotHaveLowCardinalityKeyValueWithKey("listener");
	}

	@Test
	void withoutARegistryNothingIsObserved() {
		this.observer = new ObservedListeners(() -> ObservationRegistry.NOOP, null, true);
		run(parts().container(Deserializer.bytes(), (message, context) -> look()), "a");
		assertThat(this.current).containsExactly((Observation) null);
		assertThat(this.session.commits).containsExactly(0L);
	}

}
