package io.ydbtopic.spring.writing;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicWriteInterceptor;
import io.ydbtopic.spring.support.CloudEventAttributes;
import io.ydbtopic.spring.support.TopicHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What a template says about a message, and where it goes.
 */
@ExtendWith(OutputCaptureExtension.class)
class TopicTemplateTest {

	private final WritingContext application = new WritingContext();

	@Test
	void aMessageSaysWhereAsWhomWhenAndMore() {
		this.application.runner.run((context) -> {
			TopicOperations operations = context.getBean(TopicOperations.class);
			WriteAck ack = operations.newMessage(new Placed("1"))
				.topic("orders")
				.partition(1)
				.producerId("shop-1")
				.sequenceNumber(7)
				.createdAt(Instant.ofEpochMilli(5_000))
				.metadata("region", "eu")
				.metadata("raw", new byte[] { 65 })
				.send()
				.join();
			assertThat(ack.partitionId()).isEqualTo(1);
			StoredRecord stored = WritingContext.only(context, "orders");
			assertThat(WritingContext.text(stored)).isEqualTo("{\"id\":\"1\"}");
			assertThat(stored.producerId()).isEqualTo("shop-1");
			assertThat(stored.seqNo()).isEqualTo(7);
			assertThat(stored.createdAtMillis()).isEqualTo(5_000);
			assertThat(WritingContext.metadata(stored)).containsEntry("region", "eu")
				.containsEntry("raw", "A")
				.containsEntry("content-type", "application/json")
				.hasSize(3);
		});
	}

	@Test
	void headersOfAMessageSayTheSame() {
		this.application.runner.run((context) -> {
			TopicOperations operations = context.getBean(TopicOperations.class);
			operations
				.send(MessageBuilder.withPayload("text")
					.setHeader(TopicHeaders.TOPIC, "orders")
					.setHeader(TopicHeaders.PARTITION, 1)
					.setHeader(TopicHeaders.PRODUCER_ID, "shop-2")
					.setHeader(TopicHeaders.CREATED_AT, Instant.ofEpochMilli(6_000))
					.setHeader("region", "eu")
					.build())
				.join();
			StoredRecord stored = WritingContext.only(context, "orders");
			assertThat(stored.producerId()).isEqualTo("shop-2");
			assertThat(stored.createdAtMillis()).isEqualTo(6_000);
			assertThat(WritingContext.metadata(stored)).isEqualTo(Map.of("region", "eu"));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> operations.send(MessageBuilder.withPayload("text")
					.setHeader(TopicHeaders.TOPIC, "orders")
					.setHeader(TopicHeaders.PARTITION, "first")
					.build()))
				.withMessageContaining("'ydb_partition' is a java.lang.String (expected: a java.lang.Long)");
		});
	}

	@Test
	void theTopicIsThatOfThePayloadsTypeAndElseTheDefault() {
		this.application.runner
			.withPropertyValues("ydb.topic.template.default-topic=misc",
					"ydb.topic.type-mappings.order.placed=" + Placed.class.getName(),
					"ydb.topic.template.topic-mappings.orders=order.placed," + Event.class.getName())
			.run((context) -> {
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.send(new Placed("1")).join();
				operations.send(new Cancelled("2")).join();
				operations.send("text").join();
				assertThat(WritingContext.records(context, "orders")).extracting(WritingContext::text)
					.containsExactlyInAnyOrder("{\"id\":\"1\"}", "{\"id\":\"2\"}");
				assertThat(WritingContext.text(WritingContext.only(context, "misc"))).isEqualTo("text");
			});
	}

	@Test
	void withoutATopicTheErrorSaysWhatToConfigure() {
		this.application.runner.run((context) -> {
			TopicOperations operations = context.getBean(TopicOperations.class);
			assertThatIllegalArgumentException().isThrownBy(() -> operations.send(new Placed("1")))
				.withMessageContaining("Placed")
				.withMessageContaining("ydb.topic.template.topic-mappings.<topic>")
				.withMessageContaining("ydb.topic.template.default-topic");
		});
	}

	@Test
	void moreWritersThanAllowedAreRefusedWithTheProperty() {
		this.application.runner.withPropertyValues("ydb.topic.template.max-writers=2").run((context) -> {
			TopicOperations operations = context.getBean(TopicOperations.class);
			operations.newMessage("a").topic("misc").producerId("p1").send().join();
			operations.newMessage("b").topic("misc").producerId("p2").send().join();
			operations.newMessage("c").topic("misc").producerId("p1").send().join();
			assertThatIllegalStateException()
				.isThrownBy(() -> operations.newMessage("d").topic("misc").producerId("p3").send())
				.withMessageContaining("ydb.topic.template.max-writers")
				.withMessageContaining("misc as p3");
			assertThat(context.getBean(NamedStreams.class).writers()).hasSize(2);
		});
	}

	@Test
	void cloudEventsTravelAsMetadata() {
		this.application.runner
			.withPropertyValues("ydb.topic.writer.cloud-events.enabled=true",
					"ydb.topic.type-mappings.order.placed=" + Placed.class.getName())
			.run((context) -> {
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.newMessage(new Placed("1")).topic("misc").createdAt(Instant.ofEpochSecond(5)).send().join();
				Map<String, String> items = WritingContext.metadata(WritingContext.only(context, "misc"));
				assertThat(items).containsEntry("ce_specversion", "1.0")
					.containsEntry("ce_source", "/shop")
					.containsEntry("ce_type", "order.placed")
					.containsEntry("ce_time", "1970-01-01T00:00:05Z")
					.containsEntry("content-type", "application/json")
					.containsKey("ce_id")
					.doesNotContainKey("type");
				operations.newMessage("text")
					.topic("orders")
					.cloudEvent(CloudEventAttributes.of("42", "https://shop/eu", "said")
						.withSubject("ann")
						.withExtension("tenant", "x"))
					.send()
					.join();
				assertThat(WritingContext.metadata(WritingContext.only(context, "orders")))
					.containsExactlyInAnyOrderEntriesOf(Map.of("ce_specversion", "1.0", "ce_id", "42", "ce_source",
							"https://shop/eu", "ce_type", "said", "ce_subject", "ann", "ce_tenant", "x"));
				assertThatThrownBy(() -> operations.send("misc", "text")).isInstanceOf(TopicException.class)
					.hasMessageContaining("java.lang.String")
					.hasMessageContaining("ydb.topic.type-mappings")
					.hasMessageContaining("cloud-events.type");
			});
	}

	@Test
	void aMessageWithoutRoomForMoreIsWrittenAsItIs() {
		this.application.runner.run((context) -> {
			context.getBean(TopicOperations.class)
				.newMessage(new Placed("1"))
				.topic("misc")
				.metadata("k", "x".repeat(4_095))
				.send()
				.join();
			assertThat(WritingContext.metadata(WritingContext.only(context, "misc"))).containsOnlyKeys("k");
		});
	}

	@Test
	void aDeadLetterIsNoEventOfItsOwn() {
		this.application.runner.withBean(Failing.class)
			.withPropertyValues("ydb.topic.writer.cloud-events.enabled=true", "ydb.topic.writer.cloud-events.type=said",
					"ydb.topic.listener.on-exhausted=dead-letter", "ydb.topic.listener.dead-letter.topic=misc",
					"ydb.topic.listener.retry.max-attempts=1")
			.run((context) -> {
				context.getBean(TopicOperations.class)
					.newMessage("text")
					.topic("orders")
					.cloudEvent(CloudEventAttributes.of("42", "/other", "placed"))
					.send()
					.join();
				await().untilAsserted(() -> assertThat(WritingContext.records(context, "misc")).hasSize(1));
				assertThat(WritingContext.metadata(WritingContext.only(context, "misc"))).containsEntry("ce_id", "42")
					.containsEntry("ce_source", "/other")
					.containsKey("dlt-original-topic");
			});
	}

	@Test
	void interceptorsStandAroundEachMessageInTheirOrder() {
		List<String> seen = new CopyOnWriteArrayList<>();
		this.application.runner.withBean("second", TopicWriteInterceptor.class, () -> new Second(seen))
			.withBean("first", TopicWriteInterceptor.class, () -> new First(seen))
			.run((context) -> {
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.send("misc", "a").join();
				assertThat(WritingContext.metadata(WritingContext.only(context, "misc"))).containsEntry("by", "first");
				await().untilAsserted(
						() -> assertThat(seen).containsExactly("before misc 0", "before misc 1", "acknowledged misc"));
				CompletableFuture<WriteAck> missing = operations.send("missing", "b");
				assertThatThrownBy(missing::join).hasRootCauseInstanceOf(TopicException.class);
				await().untilAsserted(() -> assertThat(seen).contains("failed missing"));
			});
	}

	@Test
	void aFailedWriteIsLoggedUnlessSomebodyElseLooks(CapturedOutput output) {
		this.application.runner.run((context) -> {
			CompletableFuture<WriteAck> missing = context.getBean(TopicOperations.class)
				.send("missing", new Placed("secret-payload"));
			assertThatThrownBy(missing::join).hasRootCauseInstanceOf(TopicException.class);
			await().untilAsserted(() -> assertThat(output).contains("A message for topic 'missing' was not written")
				.contains("Placed"));
			assertThat(output).doesNotContain("secret-payload");
		});
	}

	@Test
	void aMessageOfATransactionIsSeenWhenAllIs() {
		this.application.runner.run((context) -> {
			TopicOperations operations = context.getBean(TopicOperations.class);
			String result = operations.inTransaction((inside) -> {
				inside.send("misc", "a").join();
				operations.send("orders", "b").join();
				assertThat(WritingContext.records(context, "misc")).isEmpty();
				return "done";
			});
			assertThat(result).isEqualTo("done");
			assertThat(WritingContext.text(WritingContext.only(context, "misc"))).isEqualTo("a");
			assertThat(WritingContext.text(WritingContext.only(context, "orders"))).isEqualTo("b");
			IllegalStateException broken = new IllegalStateException("broken");
			assertThatThrownBy(() -> operations.inTransaction((inside) -> {
				inside.send("misc", OutgoingMessage.of("c")).join();
				throw broken;
			})).isSameAs(broken);
			operations.send("misc", "d").join();
			assertThat(WritingContext.records(context, "misc")).extracting(WritingContext::text)
				.containsExactly("a", "d");
		});
	}

	static class Failing {

		@TopicListener(topics = "orders", consumer = "billing")
		void on(String order) {
			throw new IllegalStateException("no");
		}

	}

	interface Event {

	}

	record Placed(String id) implements Event {
	}

	record Cancelled(String id) implements Event {
	}

	@Order(1)
	static class First implements TopicWriteInterceptor {

		private final List<String> seen;

		First(List<String> seen) {
			this.seen = seen;
		}

		@Override
		public OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
			this.seen.add("before " + topic + " " + message.metadata().size());
			return message.withMetadata("by", "first");
		}

		@Override
		public void acknowledged(String topic, OutgoingMessage<?> message, WriteAck ack) {
			throw new IllegalStateException("must not hurt");
		}

	}

	@Order(2)
	static class Second implements TopicWriteInterceptor {

		private final List<String> seen;

		Second(List<String> seen) {
			this.seen = seen;
		}

		@Override
		public OutgoingMessage<?> before(String topic, OutgoingMessage<?> message) {
			this.seen.add("before " + topic + " " + message.metadata().size());
			return message;
		}

		@Override
		public void acknowledged(String topic, OutgoingMessage<?> message, WriteAck ack) {
			this.seen.add("acknowledged " + topic);
		}

		@Override
		public void failed(String topic, OutgoingMessage<?> message, Throwable failure) {
			this.seen.add("failed " + topic);
		}

	}

}
