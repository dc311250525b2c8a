package io.ydbtopic.spring.observation;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.spring.core.TopicWriteObserver.ObservedWrite;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.ObservedCall;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trace goes from who writes, through the metadata, to who listens.
 */
class TracePropagationTest {

	private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

	private final Tracer otel = SdkTracerProvider.builder()
		.addSpanProcessor(SimpleSpanProcessor.create(this.exporter))
		.build()
		.get("test");

	private final OtelTracer tracer = new OtelTracer(this.otel, new OtelCurrentTraceContext(), (event) -> {
	});

	private final ObservationRegistry registry = ObservationRegistry.create();

	private final ObservedWriters writers = new ObservedWriters(() -> this.registry, null);

	private final FakeSession session = new FakeSession("/local/orders", 0);

	TracePropagationTest() {
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), this.otel);
		this.registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(List.of(new BatchSpanHandler(this.tracer),
					new PropagatingReceiverTracingObservationHandler<>(this.tracer, propagator),
					new PropagatingSenderTracingObservationHandler<>(this.tracer, propagator),
					new DefaultTracingObservationHandler(this.tracer))));
	}

	/** Writes, and returns the metadata. */
	private MetadataItem[] write(OutgoingMessage<String> message) {
		ObservedWrite write = this.writers.begin("orders", "orders", message);
		assertThat(write).isNotNull();
		List<MetadataItem> items = write.message().metadata();
		write.end(new WriteAck(1, 2, 3, WriteAck.State.WRITTEN), null);
		return items.toArray(new MetadataItem[0]);
	}

	private void listen(List<ReceivedMessage<byte[]>> messages, boolean batch, boolean records) {
		ObservedCall call = new ObservedListeners(() -> this.registry, null, records).begin("billing", "billing",
				messages, batch, 1);
		call.enter().close();
		call.end();
	}

	private SpanData span(SpanKind kind) {
		List<SpanData> found = this.exporter.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getKind() == kind)
			.toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	@Test
	void theListenersSpanIsAChildOfTheWriters() {
		MetadataItem[] items = write(OutgoingMessage.of("a").withMetadata("region", "eu"));
		assertThat(items).extracting(MetadataItem::key).containsExactly("region", "traceparent");
		listen(this.session.messageWith("a", items).messages(), false, false);
		SpanData sent = span(SpanKind.PRODUCER);
		SpanData received = span(SpanKind.CONSUMER);
		assertThat(sent.getName()).isEqualTo("send orders");
		assertThat(received.getName()).isEqualTo("process /local/orders");
		assertThat(received.getTraceId()).isEqualTo(sent.getTraceId());
		assertThat(received.getParentSpanId()).isEqualTo(sent.getSpanId());
		Map<String, Object> tags = sent.getAttributes()
			.asMap()
			.entrySet()
			.stream()
			.collect(Collectors.toMap((tag) -> tag.getKey().getKey(), Map.Entry::getValue));
		assertThat(tags).containsEntry("messaging.system", "ydb")
			.containsEntry("messaging.destination.partition.id", "2")
			.containsEntry("messaging.ydb.offset", "3");
	}

	@Test
	void aMessageWithoutRoomForATraceIsWrittenWithoutIt() {
		MetadataItem[] items = write(OutgoingMessage.of("a").withMetadata("k", "x".repeat(4_090)));
		assertThat(items).extracting(MetadataItem::key).containsExactly("k");
	}

	@Test
	void aMessageThatIsSentOnTakesTheNewTraceAlong() {
		MetadataItem[] first = write(OutgoingMessage.of("a"));
		MetadataItem[] again = write(new OutgoingMessage<>("a", null, null, List.of(first)));
		assertThat(again).hasSize(1);
		assertThat(again[0].text()).isNotEqualTo(first[0].text());
	}

	@Test
	void aBatchIsATraceOfItsOwnWithALinkForEachMessage() {
		MetadataItem[] first = write(OutgoingMessage.of("a"));
		MetadataItem[] second = write(OutgoingMessage.of("b"));
		List<SpanData> sent = List.copyOf(this.exporter.getFinishedSpanItems());
		this.exporter.reset();
		List<ReceivedMessage<byte[]>> batch = List.of(this.session.messageWith("a", first).messages().get(0),
				this.session.messageWith("none").messages().get(0),
				this.session.messageWith("odd", MetadataItem.text("traceparent", "odd")).messages().get(0),
				this.session.messageWith("b", second).messages().get(0));
		listen(batch, true, false);
		SpanData received = span(SpanKind.CONSUMER);
		assertThat(received.getLinks()).extracting(LinkData::getSpanContext)
			.extracting((context) -> context.getTraceId() + context.getSpanId())
			.containsExactly(sent.get(0).getTraceId() + sent.get(0).getSpanId(),
					sent.get(1).getTraceId() + sent.get(1).getSpanId());
		assertThat(received.getTraceId()).isNotIn(sent.get(0).getTraceId(), sent.get(1).getTraceId());
	}

	@Test
	void onRequestEachMessageOfABatchGoesOnWithItsTrace() {
		MetadataItem[] first = write(OutgoingMessage.of("a"));
		SpanData sent = span(SpanKind.PRODUCER);
		listen(this.session.messageWith("a", first).messages(), true, true);
		assertThat(this.exporter.getFinishedSpanItems()).filteredOn((span) -> span.getKind() == SpanKind.CONSUMER)
			.hasSize(2)
			.filteredOn((span) -> span.getParentSpanId().equals(sent.getSpanId()))
			.hasSize(1);
	}

}
