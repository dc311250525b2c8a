package io.ydbtopic.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.spring.annotation.TopicHandler;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.NoTopicHandlerException;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.support.TopicHeaders;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

/**
 * A class with a method for each type of message.
 */
class HandlersByTypeTest {

	private final ListeningContext app = new ListeningContext();

	private final Events events = new Events();

	private void deliver(String payload, MetadataItem... metadata) {
		this.app.deliver(this.app.session.messageWith(payload, metadata));
	}

	@Test
	void theTypeNamedInTheMetadataChoosesTheMethod() {
		given(this.app.operations.send("audit", "cancelled 2")).willReturn(CompletableFuture.completedFuture(null));
		this.app.runner = this.app.runner.withPropertyValues("app.cancelled=order.cancelled");
		this.app.run(this.events, (registry) -> {
			assertThat(registry.getContainerIds()).containsExactly("listening");
			deliver("{\"id\":\"1\"}", MetadataItem.text("type", "Placed"));
			deliver("{\"id\":\"2\"}", MetadataItem.text("ce_type", "order.cancelled"));
			deliver("{\"id\":\"3\"}", MetadataItem.text("type", Placed.class.getName()));
			deliver("{\"id\":\"4\"}", MetadataItem.text("type", "order.lost"));
			deliver("5");
			assertThat(this.events.got).containsExactly(new Placed("1"), new Cancelled("2"), new Placed("3"),
					"{\"id\":\"4\"} at 43", "5 at 44");
			then(this.app.operations).should().send("audit", "cancelled 2");
			assertThat(this.app.session.commits).containsExactly(40L, 41L, 42L, 43L, 44L);
		});
	}

	@Test
	void aTypeThatNoMethodTakesIsNotTriedAgain() {
		this.app.run(new Strict(), (registry) -> {
			deliver("{}", MetadataItem.text("type", "order.lost"));
			assertThat(registry.getContainer("strict").troubles()).singleElement().satisfies((trouble) -> {
				assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD);
				assertThat(trouble.attempt()).isEqualTo(1);
				assertThat(trouble.cause()).isEqualTo(NoTopicHandlerException.class.getName());
			});
		});
	}

	@Test
	void twoMethodsOfOneTypeFailAtStartWithTheirNames() {
		this.app.runner.withBean(Ambiguous.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("Ambiguous")
				.contains("take the type 'Placed'")
				.contains("one and two"));
	}

	@Test
	void aMethodWithoutATypeFailsAtStart() {
		this.app.runner.withBean(Untyped.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("Untyped")
				.contains("its @TopicHandler method listen takes no type of its own"));
	}

	@Test
	void aClassWithoutMethodsFailsAtStart() {
		this.app.runner.withBean(Empty.class)
			.run((context) -> assertThat(this.app.analysis.of(context)).contains("Empty")
				.contains("it has no @TopicHandler method"));
	}

	@Test
	void lazyInitializationLeavesNoClassUnfound() {
		this.app.runner.withPropertyValues("spring.main.lazy-initialization=true")
			.withInitializer((context) -> context
				.addBeanFactoryPostProcessor(new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor()))
			.withBean(Strict.class)
			.run((context) -> assertThat(this.app.client.subscriptions).hasSize(1));
	}

	record Placed(String id) {
	}

	record Cancelled(String id) {
	}

	@TopicListener(topics = "orders", consumer = "billing")
	static class Events {

		final List<Object> got = new ArrayList<>();

		@TopicHandler
		void placed(Placed order) {
			this.got.add(order);
		}

		@SendTo("audit")
		@TopicHandler(types = "${app.cancelled}")
		String cancelled(Cancelled order) {
			this.got.add(order);
			return "cancelled " + order.id();
		}

		@TopicHandler(isDefault = true)
		void other(String payload, @Header(TopicHeaders.OFFSET) long offset) {
			this.got.add(payload + " at " + offset);
		}

	}

	@TopicListener(id = "strict", topics = "orders", consumer = "billing")
	static class Strict {

		@TopicHandler
		void placed(Placed order) {
		}

	}

	@TopicListener(topics = "orders", consumer = "billing")
	static class Ambiguous {

		@TopicHandler
		void one(Placed order) {
		}

		@TopicHandler
		void two(Placed order) {
		}

	}

	@TopicListener(topics = "orders", consumer = "billing")
	static class Untyped {

		@TopicHandler
		void listen(String payload) {
		}

	}

	@TopicListener(topics = "orders", consumer = "billing")
	static class Empty {

		void listen(String payload) {
		}

	}

}
