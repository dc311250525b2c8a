package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.support.TopicHeaders;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.never;

/**
 * What a listener's method may return.
 */
class ListenerResultsTest {

	private final ListeningContext app = new ListeningContext();

	private final List<Object> got = new ArrayList<>();

	@Test
	void aFutureIsWaitedForBeforeTheNextMessageAndBeforeTheCommit() {
		CompletableFuture<Void> work = new CompletableFuture<>();
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			CompletableFuture<Void> listen(String order) {
				ListenerResultsTest.this.got.add(order);
				return work;
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a", "b"));
			assertThat(this.got).containsExactly("a");
			assertThat(this.app.session.commits).isEmpty();
			work.complete(null);
			this.app.runtime.run();
			assertThat(this.got).containsExactly("a", "b");
			assertThat(this.app.session.commits).containsExactly(40L, 41L);
		});
	}

	@Test
	void aMonoThatFailsIsTriedAgainLikeAListenerThatThrows() {
		this.app.runner = this.app.runner.withPropertyValues("ydb.topic.listener.retry.jitter=0");
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			Mono<String> listen(String order) {
				ListenerResultsTest.this.got.add(order);
				return (ListenerResultsTest.this.got.size() < 3) ? Mono.error(new IllegalStateException("not yet"))
						: Mono.just("done");
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a"));
			assertThat(registry.getContainers().iterator().next().troubles()).singleElement()
				.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.RETRYING));
			assertThat(this.app.session.commits).isEmpty();
			this.app.runtime.advance(Duration.ofMillis(500));
			assertThat(this.got).hasSize(2);
			this.app.runtime.advance(Duration.ofSeconds(1));
			assertThat(this.got).hasSize(3);
			assertThat(this.app.session.commits).containsExactly(40L);
		});
	}

	@Test
	void aMonoIsCancelledWhenItsSessionIsOver() {
		Sinks.One<String> never = Sinks.one();
		boolean[] cancelled = { false };
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			Mono<String> listen(String order) {
				return never.asMono().doOnCancel(() -> cancelled[0] = true);
			}

		}, (registry) -> {
			CompletableFuture<?> stage = this.app.client.subscription().deliver(this.app.session.batch("a"));
			this.app.runtime.run();
			this.app.session.end();
			this.app.runtime.advance(Duration.ofSeconds(1));
			assertThat(cancelled[0]).isTrue();
			assertThat(stage).isDone();
			assertThat(this.app.session.commits).isEmpty();
		});
	}

	@Test
	void aBatchMayReturnAFuture() {
		CompletableFuture<Void> work = new CompletableFuture<>();
		this.app.run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			CompletableFuture<Void> listen(List<String> orders) {
				ListenerResultsTest.this.got.addAll(orders);
				return work;
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a", "b"));
			assertThat(this.app.session.commits).isEmpty();
			work.complete(null);
			this.app.runtime.run();
			assertThat(this.app.session.commits).containsExactly(40L, 41L);
		});
	}

	@Test
	void aResultIsWrittenToTheReplyTopicBeforeTheMessageIsCommitted() {
		CompletableFuture<WriteAck> ack = new CompletableFuture<>();
		given(this.app.operations.send("invoices", "A")).willReturn(ack);
		this.app.runner = this.app.runner.withPropertyValues("app.invoices=invoices");
		this.app.run(new Object() {

			@SendTo("${app.invoices}")
			@TopicListener(topics = "orders", consumer = "billing")
			String listen(String order) {
				return order.toUpperCase();
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a"));
			assertThat(this.app.session.commits).isEmpty();
			ack.complete(null);
			this.app.runtime.run();
			assertThat(this.app.session.commits).containsExactly(40L);
		});
	}

	@Test
	void aReplyThatCanNotBeWrittenIsAFailureOfTheMessage() {
		given(this.app.operations.send("invoices", "a"))
			.willReturn(CompletableFuture.failedFuture(new IllegalStateException("buffer full")))
			.willReturn(CompletableFuture.completedFuture(null));
		this.app.run(new Object() {

			@SendTo("invoices")
			@TopicListener(topics = "orders", consumer = "billing")
			Mono<String> listen(String order) {
				return Mono.just(order);
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("a"));
			assertThat(this.app.session.commits).isEmpty();
			this.app.runtime.advance(Duration.ofSeconds(1));
			assertThat(this.app.session.commits).containsExactly(40L);
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void eachElementIsAReplyAndNullIsNone() {
		given(this.app.operations.send(any(), any(Object.class))).willReturn(CompletableFuture.completedFuture(null));
		given(this.app.operations.send(any(Message.class))).willReturn(CompletableFuture.completedFuture(null));
		this.app.run(new Object() {

			@SendTo("invoices")
			@TopicListener(topics = "orders", consumer = "billing")
			Object listen(String order) {
				return switch (order) {
					case "none" -> null;
					case "two" -> List.of("x", "y");
					case "stream" -> Flux.just("p", "q");
					default -> MessageBuilder.withPayload("z").setHeader("kind", "special").build();
				};
			}

		}, (registry) -> {
			this.app.deliver(this.app.session.batch("none"));
			then(this.app.operations).should(never()).send(any(), any(Object.class));
			this.app.deliver(this.app.session.batch("two", "stream", "message"));
			for (String text : List.of("x", "y", "p", "q")) {
				then(this.app.operations).should().send("invoices", text);
			}
			ArgumentCaptor<Message<?>> sent = ArgumentCaptor.forClass(Message.class);
			then(this.app.operations).should().send(sent.capture());
			assertThat(sent.getValue().getHeaders()).containsEntry(TopicHeaders.TOPIC, "invoices")
				.containsEntry("kind", "special");
			assertThat(this.app.session.commits).containsExactly(40L, 41L, 42L, 43L);
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void deadLettersGoBackToTheirTopicWhenSomebodyStartsThat() {
		given(this.app.operations.send(any(Message.class))).willReturn(CompletableFuture.completedFuture(null));
		this.app.run(new Object() {

			@SendTo("orders")
			@TopicListener(id = "orders-again", topics = "orders-dead", consumer = "again", autoStartup = "false")
			Message<byte[]> again(Message<byte[]> dead) {
				return dead;
			}

		}, (registry) -> {
			assertThat(this.app.client.subscriptions).isEmpty();
			registry.start("orders-again");
			this.app.deliver(this.app.session.messageWith("a", MetadataItem.text("dlt-original-offset", "7")));
			ArgumentCaptor<Message<?>> sent = ArgumentCaptor.forClass(Message.class);
			then(this.app.operations).should().send(sent.capture());
			assertThat(sent.getValue().getPayload()).isEqualTo(new byte[] { 'a' });
			assertThat(sent.getValue().getHeaders()).containsEntry(TopicHeaders.TOPIC, "orders")
				.containsKey("dlt-original-offset");
			assertThat(this.app.session.commits).containsExactly(40L);
		});
	}

}
