package io.ydbtopic.spring.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.Deserializer;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TopicListenerEndpointRegistryTest {

	private final FakeTopicClient client = new FakeTopicClient();

	private final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	private final TopicListenerContainerFactory factory = new DefaultTopicListenerContainerFactory(this.client,
			this.runtime);

	private final TopicListenerEndpointRegistry registry = new TopicListenerEndpointRegistry();

	private TopicListenerContainer register(String id, boolean autoStartup) {
		return this.registry.register(
				TopicListenerEndpoint.of(ListenerAttributes.of(id, "billing", "orders").withAutoStartup(autoStartup),
						Deserializer.bytes(), (message, context) -> {
						}),
				this.factory);
	}

	@Test
	void whatStartsWithTheApplicationStartsAndTheRestDoesNot() {
		TopicListenerContainer one = register("one", true);
		TopicListenerContainer two = register("two", false);
		this.registry.start();
		assertThat(one.state()).isEqualTo(ListenerState.STARTING);
		assertThat(two.state()).isEqualTo(ListenerState.NEW);
		assertThat(this.registry.getContainerIds()).containsExactly("one", "two");
	}

	@Test
	void aListenerThatComesLaterStartsAtOnceIfItStartsWithTheApplication() {
		this.registry.start();
		assertThat(register("late", true).state()).isEqualTo(ListenerState.STARTING);
		assertThat(register("manual", false).state()).isEqualTo(ListenerState.NEW);
	}

	@Test
	void whenTheApplicationIsRestartedWhatAUserHadStoppedStaysStopped() {
		TopicListenerContainer one = register("one", true);
		TopicListenerContainer two = register("two", true);
		TopicListenerContainer manual = register("manual", false);
		this.registry.start();
		this.registry.stop("two");
		this.registry.start("manual");
		stopApplication();
		assertThat(List.of(one.state(), two.state(), manual.state())).containsOnly(ListenerState.STOPPED);
		this.registry.start();
		assertThat(one.state()).isEqualTo(ListenerState.STARTING);
		assertThat(two.state()).isEqualTo(ListenerState.STOPPED);
		assertThat(manual.state()).isEqualTo(ListenerState.STARTING);
	}

	@Test
	void allDrainSideBySideAndTheCallbackRunsOnce() {
		List<TopicListenerContainer> containers = List.of(register("one", true), register("two", true));
		this.registry.start();
		this.client.subscriptions.get(0).deliver(new FakeSession("orders", 0).batch("a"));
		this.client.subscriptions.get(1).deliver(new FakeSession("orders", 1).batch("b"));
		List<String> calls = new ArrayList<>();
		this.registry.stop(() -> calls.add("called"));
		assertThat(containers).allMatch((container) -> container.state() == ListenerState.STOPPING);
		assertThat(calls).isEmpty();
		this.runtime.run();
		assertThat(calls).containsExactly("called");
		assertThat(this.registry.isRunning()).isFalse();
		this.runtime.advance(Duration.ofMinutes(1));
		assertThat(calls).containsExactly("called");
	}

	@Test
	void aRemovedListenerStopsAndItsIdIsFree() {
		TopicListenerContainer first = register("one", true);
		this.registry.start();
		CompletableFuture<Void> removed = this.registry.unregister("one");
		assertThat(removed).isCompletedWithValue(null);
		assertThat(first.state()).isEqualTo(ListenerState.STOPPED);
		assertThat(this.registry.getContainer("one")).isNull();
		assertThat(register("one", true)).isNotSameAs(first);
	}

	@Test
	void twoListenersWithOneIdAreRefused() {
		register("one", true);
		assertThatExceptionOfType(DuplicateListenerIdException.class).isThrownBy(() -> register("one", true))
			.withMessageContaining("'one'");
	}

	@Test
	void anUnknownIdIsRefusedWithTheNearestOne() {
		register("billing", true);
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.pause("biling"))
			.withMessageContaining("Did you mean 'billing'?");
	}

	@Test
	void anIdThatCannotBePartOfAUrlIsRefused() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> register("a/b", true))
			.withMessageContaining("'a/b'");
	}

	@Test
	void pauseAndResumeReachTheContainer() {
		TopicListenerContainer one = register("one", true);
		this.registry.start();
		this.registry.pause("one");
		assertThat(one.isPauseRequested()).isTrue();
		this.registry.resume("one");
		assertThat(one.isPauseRequested()).isFalse();
	}

	private void stopApplication() {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		this.registry.stop(() -> stopped.complete(null));
		this.runtime.run();
		assertThat(stopped).isDone();
	}

}
