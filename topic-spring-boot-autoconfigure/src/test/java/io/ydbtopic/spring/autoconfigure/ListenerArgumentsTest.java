package io.ydbtopic.spring.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.AckMode;
import io.ydbtopic.spring.listener.Acknowledgment;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerRuntime;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import io.ydbtopic.spring.support.TopicHeaders;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * What a listener's method may take, and in which ways it may be declared.
 */
class ListenerArgumentsTest {

	private final FakeTopicClient client = new FakeTopicClient();

	private final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	private final FakeSession session = new FakeSession("/local/orders", 2).from(40);

	private final List<Object> got = new ArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
				TopicAutoConfiguration.class))
		.withBean("client", TopicClient.class, () -> this.client)
		.withBean("admin", TopicAdmin.class, () -> mock())
		.withBean("runtime", ListenerRuntime.class, () -> this.runtime);

	private void deliver(Object listener, MessageBatch<byte[]> batch) {
		run(listener, (registry) -> {
			this.client.subscription().deliver(batch);
			this.runtime.run();
			assertThat(registry.getContainers()).allSatisfy((container) -> assertThat(container.troubles()).isEmpty());
		});
	}

	@SuppressWarnings("unchecked")
	private void run(Object listener, Consumer<TopicListenerEndpointRegistry> test) {
		this.runner.withBean("listening", (Class<Object>) listener.getClass(), () -> listener).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context.getBean(TopicListenerEndpointRegistry.class));
		});
	}

	@Test
	void anObjectWithHeadersAndMetadata() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(@Payload Order order, @Header(TopicHeaders.PARTITION) long partition,
					@Header(TopicHeaders.OFFSET) long offset, @Header(TopicHeaders.SEQ_NO) long seqNo,
					@Header(TopicHeaders.PRODUCER_ID) String producer,
					@Header(TopicHeaders.CREATED_AT) Instant createdAt,
					@Header(TopicHeaders.WRITTEN_AT) Instant writtenAt,
					@Header(TopicHeaders.DELIVERY_ATTEMPT) int attempt, @Header("trace") String trace,
					@Header("priority") int priority, @Header("raw") byte[] raw,
					@Header(name = "none", required = false) String none, @Headers Map<String, Object> all) {
				ListenerArgumentsTest.this.got.addAll(List.of(order, partition, offset, seqNo, producer, createdAt,
						writtenAt, attempt, trace, priority, raw.length, none == null, all.containsKey("trace")));
			}

		}, this.session.messageWith("{\"id\":\"1\",\"amount\":5}", MetadataItem.text("trace", "täg"),
				MetadataItem.text("priority", "7"), new MetadataItem("raw", new byte[3]),
				MetadataItem.text(TopicHeaders.OFFSET, "forged")));
		assertThat(this.got).containsExactly(new Order("1", 5), 2L, 40L, 41L, "shop", Instant.ofEpochMilli(1000),
				Instant.ofEpochMilli(2000), 1, "täg", 7, 3, true, true);
	}

	@Test
	void textWhateverItsContentType() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(String payload) {
				ListenerArgumentsTest.this.got.add(payload);
			}

		}, this.session.messageWith("{\"a\":1}", MetadataItem.text("content-type", "application/json")));
		assertThat(this.got).containsExactly("{\"a\":1}");
	}

	@Test
	void bytes() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(byte[] payload) {
				ListenerArgumentsTest.this.got.add(payload.length);
			}

		}, this.session.batch("abc"));
		assertThat(this.got).containsExactly(3);
	}

	@Test
	void aMessageWithAnObject() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(Message<Order> message) {
				ListenerArgumentsTest.this.got.add(message.getPayload());
				ListenerArgumentsTest.this.got.add(message.getHeaders().get(TopicHeaders.OFFSET));
			}

		}, this.session.batch("{\"id\":\"1\",\"amount\":5}"));
		assertThat(this.got).containsExactly(new Order("1", 5), 40L);
	}

	@Test
	void theClientsOwnMessageWithAnObject() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(ReceivedMessage<Order> message) {
				ListenerArgumentsTest.this.got.add(message.value());
				ListenerArgumentsTest.this.got.add(message.sequenceNumber());
			}

		}, this.session.batch("{\"id\":\"1\",\"amount\":5}"));
		assertThat(this.got).containsExactly(new Order("1", 5), 41L);
	}

	@Test
	void anAcknowledgment() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing", ackMode = "manual")
			void listen(String payload, Acknowledgment acknowledgment) {
				if (payload.equals("b")) {
					acknowledgment.acknowledge();
				}
			}

		}, this.session.batch("a", "b"));
		assertThat(this.session.commits).isEmpty();
	}

	@Test
	void aListOfObjects() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(List<Order> orders, @Header(TopicHeaders.PARTITION) long partition) {
				ListenerArgumentsTest.this.got.add(orders);
				ListenerArgumentsTest.this.got.add(partition);
			}

		}, this.session.batch("{\"id\":\"1\",\"amount\":5}", "{\"id\":\"2\",\"amount\":6}"));
		assertThat(this.got).containsExactly(List.of(new Order("1", 5), new Order("2", 6)), 2L);
		assertThat(this.session.commits).containsExactly(40L, 41L);
	}

	@Test
	void aListOfMessagesAndOneOfReceivedMessagesAndABatch() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(List<Message<Order>> messages) {
				messages.forEach((message) -> ListenerArgumentsTest.this.got
					.add(message.getPayload().id() + message.getHeaders().get(TopicHeaders.OFFSET)));
			}

		}, this.session.batch("{\"id\":\"a\",\"amount\":5}", "{\"id\":\"b\",\"amount\":6}"));
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(List<ReceivedMessage<Order>> messages) {
				messages.forEach((message) -> ListenerArgumentsTest.this.got.add(message.value().id()));
			}

		}, this.session.batch("{\"id\":\"c\",\"amount\":5}"));
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(MessageBatch<byte[]> batch) {
				ListenerArgumentsTest.this.got.add(batch.size());
			}

		}, this.session.batch("x", "y", "z"));
		assertThat(this.got).containsExactly("a40", "b41", "c", 3);
	}

	@Test
	void aListThatIsOnePayload() {
		deliver(new Object() {

			@TopicListener(topics = "orders", consumer = "billing", batch = "false")
			void listen(List<Order> orders) {
				ListenerArgumentsTest.this.got.addAll(orders);
			}

		}, this.session.batch("[{\"id\":\"1\",\"amount\":5}]"));
		assertThat(this.got).containsExactly(new Order("1", 5));
	}

	@Test
	void anUnreadablePayloadInABatchSpoilsNothingBeforeIt() {
		run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(List<Order> orders) {
				ListenerArgumentsTest.this.got.add(orders);
			}

		}, (registry) -> {
			this.client.subscription().deliver(this.session.batch("{\"id\":\"1\",\"amount\":5}", "{broken"));
			this.runtime.run();
			assertThat(this.got).containsExactly(List.of(new Order("1", 5)));
			assertThat(this.session.commits).containsExactly(40L);
			assertThat(registry.getContainers().iterator().next().troubles()).singleElement()
				.satisfies((trouble) -> assertThat(trouble.offset()).isEqualTo(41));
		});
	}

	@Test
	void anUnreadableOrInvalidPayloadIsNotTriedAgain() {
		run(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(@Valid Order order) {
				ListenerArgumentsTest.this.got.add(order);
			}

		}, (registry) -> {
			this.client.subscription().deliver(this.session.batch("{broken"));
			this.client.subscription().deliver(new FakeSession("orders", 3).batch("{\"id\":\"1\",\"amount\":-5}"));
			this.runtime.run();
			assertThat(this.got).isEmpty();
			assertThat(registry.getContainers().iterator().next().troubles()).hasSize(2)
				.allMatch((trouble) -> trouble.kind() == PartitionTrouble.Kind.HELD && trouble.attempt() == 1);
		});
	}

	@Test
	void placeholdersExpressionsAndAnAnnotationOfOnesOwn() {
		this.runner.withPropertyValues("app.topic=orders,refunds", "app.threads=3")
			.withBean(Own.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
				assertThat(registry.getContainerIds()).containsExactly("first", "own.listen");
				assertThat(registry.getContainer("first").properties()).satisfies((properties) -> {
					assertThat(properties.reader().topics()).extracting("path").containsExactly("orders", "refunds");
					assertThat(properties.reader().consumer()).isEqualTo("billing-3");
					assertThat(properties.concurrency()).isEqualTo(3);
					assertThat(properties.autoStartup()).isFalse();
					assertThat(properties.reader().bufferMaxBytes()).isEqualTo(4 * 1024 * 1024);
				});
				assertThat(registry.getContainer("own.listen").properties().reader().consumer()).isEqualTo("audit");
			});
	}

	@Test
	void settingsGoFromAllListenersOverTheIdToTheListenerItself() {
		this.runner
			.withPropertyValues("ydb.topic.listener.concurrency=2", "ydb.topic.listener.max-uncommitted=7",
					"ydb.topic.listener.auto-startup=false", "ydb.topic.listeners.settled.concurrency=4",
					"ydb.topic.listeners.settled.ack-mode=record", "ydb.topic.readers.billing.topics=orders",
					"ydb.topic.readers.billing.consumer=billing", "ydb.topic.readers.billing.batch.max-messages=5")
			.withBean(Settled.class)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(TopicListenerEndpointRegistry.class).getContainer("settled").properties())
					.satisfies((properties) -> {
						assertThat(properties.concurrency()).isEqualTo(5);
						assertThat(properties.maxUncommitted()).isEqualTo(7);
						assertThat(properties.ackMode()).isEqualTo(AckMode.RECORD);
						assertThat(properties.reader().batchMaxMessages()).isEqualTo(5);
						assertThat(properties.reader().consumer()).isEqualTo("billing");
					});
			});
	}

	record Order(String id, @Positive int amount) {
	}

	@Retention(RetentionPolicy.RUNTIME)
	@TopicListener(topics = "orders", autoStartup = "false")
	@interface OrdersListener {

		@AliasFor(annotation = TopicListener.class, attribute = "consumer")
		String as();

	}

	static class Own {

		@TopicListener(id = "first", topics = "${app.topic}", consumer = "billing-#{1 + 2}",
				concurrency = "${app.threads}", autoStartup = "#{false}", properties = "buffer.max-bytes=4MB")
		@OrdersListener(as = "audit")
		void listen(String payload) {
		}

	}

	static class Settled {

		@TopicListener(id = "settled", reader = "billing", concurrency = "5")
		void listen(String payload) {
		}

	}

}
