package io.ydbtopic.spring.observation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Link;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.TraceContext;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Makes the span of a batch: a trace of its own, with a link to the trace of each message
 * that has one, by the item {@code traceparent} of W3C. At most {@value #MOST_LINKS}
 * links. Thread-safe.
 */
public final class BatchSpanHandler extends DefaultTracingObservationHandler {

	/** What tracing backends keep of a span. */
	static final int MOST_LINKS = 128;

	private static final Pattern TRACE_PARENT = Pattern
		.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2}).*");

	private final Tracer tracer;

	/**
	 * A handler.
	 */
	public BatchSpanHandler(Tracer tracer) {
		super(tracer);
		this.tracer = tracer;
	}

	@Override
	public boolean supportsContext(Observation.Context context) {
		return context instanceof TopicReceiveContext received && received.isBatch();
	}

	@Override
	public void onStart(Observation.Context context) {
		Span.Builder span = this.tracer.spanBuilder().setNoParent().kind(Span.Kind.CONSUMER);
		TopicReceiveContext received = (TopicReceiveContext) context;
		received.messages()
			.stream()
			.map(this::traceOf)
			.filter((trace) -> trace != null)
			.limit(MOST_LINKS)
			.forEach((trace) -> span.addLink(new Link(trace)));
		String name = context.getName();
		getTracingContext(context).setSpan(span.name((name != null) ? name : TopicObservation.LISTENER_NAME).start());
	}

	private @Nullable TraceContext traceOf(ReceivedMessage<?> message) {
		String header = message.metadata("traceparent");
		Matcher parts = (header != null) ? TRACE_PARENT.matcher(header) : null;
		if (parts == null || !parts.matches()) {
			return null;
		}
		return this.tracer.traceContextBuilder()
			.traceId(parts.group(1))
			.spanId(parts.group(2))
			.sampled((Integer.parseInt(parts.group(3), 16) & 1) != 0)
			.build();
	}

}
