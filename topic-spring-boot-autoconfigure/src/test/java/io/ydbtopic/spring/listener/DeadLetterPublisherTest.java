package io.ydbtopic.spring.listener;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadLetterPublisherTest {

	private final List<String> topics = new ArrayList<>();

	private final List<OutgoingMessage<byte[]>> sent = new ArrayList<>();

	private final DeadLetterPublisher publisher = new DeadLetterPublisher("{topic}-dead", (topic, message) -> {
		this.topics.add(topic);
		this.sent.add(message);
		return CompletableFuture.completedFuture(null);
	});

	private String item(String key) {
		return this.sent.get(0)
			.metadata()
			.stream()
			.filter((item) -> item.key().equals(key))
			.map(MetadataItem::text)
			.reduce((one, two) -> "twice")
			.orElse(null);
	}

	private void recover(ReceivedMessage<?> message, Throwable cause) {
		this.publisher.recover(message, new ListenerFailure("billing", "billing", List.of(message), cause, 3));
	}

	@Test
	void bytesMetadataAndTimeStayAndTheCauseIsAdded() {
		ReceivedMessage<byte[]> message = new FakeSession("/local/orders", 2).from(42)
			.messageWith("payload", MetadataItem.text("trace", "t-1"))
			.messages()
			.get(0);
		recover(message, new IllegalStateException("outer", new IOException("inner")));
		assertThat(this.topics).containsExactly("/local/orders-dead");
		assertThat(this.sent.get(0).value()).asString().isEqualTo("payload");
		assertThat(this.sent.get(0).createdAt()).isEqualTo(message.createdAt());
		assertThat(item("trace")).isEqualTo("t-1");
		assertThat(item("dlt-original-topic")).isEqualTo("/local/orders");
		assertThat(item("dlt-original-partition")).isEqualTo("2");
		assertThat(item("dlt-original-offset")).isEqualTo("42");
		assertThat(item("dlt-original-consumer")).isEqualTo("billing");
		assertThat(item("dlt-exception-class")).isEqualTo("java.lang.IllegalStateException");
		assertThat(item("dlt-exception-cause")).isEqualTo("java.io.IOException");
		assertThat(item("dlt-exception-message")).isEqualTo("inner");
		assertThat(item("dlt-exception-stacktrace")).startsWith("java.lang.IllegalStateException: outer");
	}

	@Test
	void itemsOfAnEarlierFailureAreReplaced() {
		recover(new FakeSession("orders", 0)
			.messageWith("payload", MetadataItem.text("dlt-original-offset", "1"),
					MetadataItem.text("dlt-exception-stacktrace", "old"))
			.messages()
			.get(0), new IllegalStateException("new"));
		assertThat(item("dlt-original-offset")).isEqualTo("0");
		assertThat(item("dlt-exception-stacktrace")).doesNotContain("old").isNotEqualTo("twice");
	}

	@Test
	void metadataNeverGrowsBeyondWhatTheProtocolTakes() {
		ReceivedMessage<byte[]> message = new FakeSession("orders", 0)
			.messageWith("payload", MetadataItem.text("big", "x".repeat(3500)))
			.messages()
			.get(0);
		recover(message, new IllegalStateException("ü".repeat(5000)));
		int size = this.sent.get(0)
			.metadata()
			.stream()
			.mapToInt((item) -> item.key().length() + item.value().length)
			.sum();
		assertThat(size).isLessThanOrEqualTo(4096);
		assertThat(item("big")).hasSize(3500);
		assertThat(item("dlt-original-offset")).isEqualTo("0");
	}

}
