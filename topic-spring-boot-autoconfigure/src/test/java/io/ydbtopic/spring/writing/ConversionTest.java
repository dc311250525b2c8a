package io.ydbtopic.spring.writing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.google.protobuf.StringValue;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.annotation.TopicHandler;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.support.CloudEventAttributes;
import io.ydbtopic.spring.support.ProtobufPayloadConverter;
import io.ydbtopic.spring.support.TopicMessageConverter;
import io.ydbtopic.spring.support.TypeMappings;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.converter.MessageConversionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * From values to bytes and back, with a name for the type.
 */
class ConversionTest {

	private final WritingContext application = new WritingContext();

	@Test
	void messagesOfProtobufTravelInTheirBinaryForm() {
		this.application.runner.withBean(Names.class).run((context) -> {
			context.getBean(TopicOperations.class).send("misc", StringValue.of("ann")).join();
			assertThat(WritingContext.metadata(WritingContext.only(context, "misc")))
				.isEqualTo(Map.of("content-type", "application/x-protobuf"));
			assertThat(WritingContext.only(context, "misc").data()).isEqualTo(StringValue.of("ann").toByteString());
			Names names = context.getBean(Names.class);
			await().untilAsserted(() -> assertThat(names.names).containsExactly("ann"));
		});
	}

	@Test
	void aListenerOfAnInterfaceGetsTheClassThatTheMessageNames() {
		this.application.runner.withBean(Events.class)
			.withPropertyValues("ydb.topic.type-mappings.placed=" + Placed.class.getName(),
					"ydb.topic.type-mappings.cancelled=" + Cancelled.class.getName())
			.run((context) -> {
				assertThat(context).hasNotFailed();
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.send("misc", new Placed("1")).join();
				operations.send("misc", new Cancelled("2", "late")).join();
				Events events = context.getBean(Events.class);
				await().untilAsserted(
						() -> assertThat(events.events).containsExactly(new Placed("1"), new Cancelled("2", "late")));
				assertThat(WritingContext.records(context, "misc"))
					.extracting((record) -> WritingContext.metadata(record).get("type"))
					.containsExactly("placed", "cancelled");
				assertThat(WritingContext.records(context, "misc")).allSatisfy(
						(record) -> assertThat(WritingContext.metadata(record).toString()).doesNotContain("ydbtopic"));
			});
	}

	@Test
	void theTypeOfTheParameterWins() {
		this.application.runner.withBean(OnlyPlaced.class)
			.withPropertyValues("ydb.topic.type-mappings.cancelled=" + Cancelled.class.getName())
			.run((context) -> {
				context.getBean(TopicOperations.class).send("misc", new Cancelled("3", "late")).join();
				OnlyPlaced listener = context.getBean(OnlyPlaced.class);
				await().untilAsserted(() -> assertThat(listener.placed).containsExactly(new Placed("3")));
			});
	}

	@Test
	void aHandlerIsFoundByTheMappedName() {
		this.application.runner.withBean(Handlers.class)
			.withPropertyValues("ydb.topic.type-mappings.order-placed=" + Placed.class.getName())
			.run((context) -> {
				context.getBean(TopicOperations.class)
					.send("misc",
							new OutgoingMessage<>("{\"id\":\"4\"}", null, null,
									List.of(MetadataItem.text("type", "order-placed"))))
					.join();
				Handlers handlers = context.getBean(Handlers.class);
				await().untilAsserted(() -> assertThat(handlers.placed).containsExactly(new Placed("4")));
			});
	}

	@Test
	void attributesOfACloudEventAreAParameter() {
		this.application.runner.withBean(EventListener.class).run((context) -> {
			CloudEventAttributes attributes = CloudEventAttributes.of("7", "/shop", "said")
				.withExtension("tenant", "x");
			context.getBean(TopicOperations.class)
				.newMessage("hello")
				.topic("misc")
				.cloudEvent(attributes)
				.send()
				.join();
			EventListener listener = context.getBean(EventListener.class);
			await().untilAsserted(() -> assertThat(listener.events).containsExactly(attributes));
			assertThat(listener.ids).containsExactly("7");
		});
	}

	@Test
	void whatIsNoCloudEventIsRefusedWithTheItem() {
		assertThatIllegalArgumentException().isThrownBy(() -> CloudEventAttributes.of("", "/shop", "said"))
			.withMessage("id: '' (expected: not empty)");
		assertThatIllegalArgumentException().isThrownBy(() -> CloudEventAttributes.of("1", "not a uri", "said"))
			.withMessageContaining("source: 'not a uri' (expected: a URI)");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CloudEventAttributes.of("1", "/shop", "said").withExtension("Not-Valid", "x"))
			.withMessageContaining("'Not-Valid'");
		this.application.runner.withBean(EventListener.class)
			.withPropertyValues("ydb.topic.listener.on-exhausted=skip")
			.run((context) -> {
				context.getBean(TopicOperations.class).send("misc", "plain").join();
				TopicOperations operations = context.getBean(TopicOperations.class);
				operations.newMessage("next")
					.topic("misc")
					.cloudEvent(CloudEventAttributes.of("8", "/shop", "said"))
					.send()
					.join();
				EventListener listener = context.getBean(EventListener.class);
				await().untilAsserted(() -> assertThat(listener.ids).containsExactly("8"));
			});
	}

	@Test
	void aTypeNobodyCanReadIsRefusedAlsoWithProtobufAround() {
		TopicMessageConverter converter = new TopicMessageConverter(List.of(new ProtobufPayloadConverter()),
				TypeMappings.NONE);
		assertThat(converter.whyNotReadable(Placed.class)).contains("spring-boot-starter-jackson");
		assertThat(converter.whyNotWritable(Placed.class)).contains("spring-boot-starter-jackson");
		assertThat(converter.whyNotReadable(StringValue.class)).isNull();
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> converter.fromPayload(new byte[] { -1, -1 }, StringValue.class));
	}

	@Test
	void aClassWithTwoNamesIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new TypeMappings(Map.of("a", Placed.class, "b", Placed.class)))
			.withMessageContaining("as 'a' and as 'b'");
	}

	interface Event {

	}

	record Placed(String id) implements Event {
	}

	record Cancelled(String id, String why) implements Event {
	}

	static class Names {

		final List<String> names = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "misc", consumer = "billing")
		void on(StringValue name) {
			this.names.add(name.getValue());
		}

	}

	static class Events {

		final List<Event> events = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "misc", consumer = "billing")
		void on(Event event) {
			this.events.add(event);
		}

	}

	static class OnlyPlaced {

		final List<Placed> placed = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "misc", consumer = "billing")
		void on(Placed event) {
			this.placed.add(event);
		}

	}

	@TopicListener(topics = "misc", consumer = "billing")
	static class Handlers {

		final List<Placed> placed = new CopyOnWriteArrayList<>();

		@TopicHandler
		void on(Placed event) {
			this.placed.add(event);
		}

	}

	static class EventListener {

		final List<CloudEventAttributes> events = new CopyOnWriteArrayList<>();

		final List<String> ids = new CopyOnWriteArrayList<>();

		@TopicListener(topics = "misc", consumer = "billing")
		void on(CloudEventAttributes attributes, ReceivedMessage<String> message) {
			this.events.add(attributes);
			this.ids.add(String.valueOf(message.metadata("ce_id")));
		}

	}

}
