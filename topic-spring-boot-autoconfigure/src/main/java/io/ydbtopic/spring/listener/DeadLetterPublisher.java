package io.ydbtopic.spring.listener;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.spring.support.MetadataLimits;
import io.ydbtopic.spring.support.TopicHeaders;

/**
 * Writes messages that can't be handled to another topic: the bytes and the metadata as
 * they came, and in {@code dlt-*} items where they came from and why. Items of an earlier
 * failure are replaced, long ones cut, so that a message may go this way any number of
 * times. Done when the server has acknowledged it. Thread-safe.
 */
public final class DeadLetterPublisher implements TopicRecoverer {

	/** Prefix of the items that are added. */
	public static final String PREFIX = "dlt-";

	/** Stands for the path of the original topic in the name of the target. */
	public static final String TOPIC_PLACEHOLDER = "{topic}";

	/** Key of the item with the path of the original topic. */
	public static final String ORIGINAL_TOPIC = TopicHeaders.DEAD_LETTER_TOPIC;

	/** The protocol takes 4,096 bytes of metadata for a message. */
	private static final int METADATA_BYTES_MAX = MetadataLimits.MOST_BYTES;

	private static final int STACK_TRACE_BYTES_MAX = 2048;

	private static final int MESSAGE_BYTES_MAX = 512;

	private static final String ORIGIN = PREFIX + "original-";

	/** For people. */
	private final String description;

	private final Function<ReceivedMessage<?>, String> target;

	/** Whether messages come from a retry topic, and say where they came from first. */
	private final boolean keepOrigin;

	/** What else to tell about a message. */
	private final Function<ReceivedMessage<?>, List<MetadataItem>> more;

	private final BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> sender;

	/**
	 * A publisher.
	 * @param target path of the topic; {@value #TOPIC_PLACEHOLDER} stands for that of the
	 * original one
	 * @param sender writes a message to a topic
	 */
	public DeadLetterPublisher(String target, BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> sender) {
		if (target.isBlank()) {
			throw new IllegalArgumentException("target: blank (expected: the path of a topic)");
		}
		this.description = "dead letter to " + target;
		this.target = (message) -> target.replace(TOPIC_PLACEHOLDER, message.topic());
		this.keepOrigin = false;
		this.more = (message) -> List.of();
		this.sender = sender;
	}

	/**
	 * A publisher on the way through retry topics.
	 * @param keepOrigin whether messages say already where they came from
	 * @param more what else to tell about a message
	 */
	DeadLetterPublisher(String description, Function<ReceivedMessage<?>, String> target, boolean keepOrigin,
			Function<ReceivedMessage<?>, List<MetadataItem>> more,
			BiFunction<String, OutgoingMessage<byte[]>, CompletionStage<?>> sender) {
		this.description = description;
		this.target = target;
		this.keepOrigin = keepOrigin;
		this.more = more;
		this.sender = sender;
	}

	@Override
	public CompletionStage<?> recover(ReceivedMessage<?> message, ListenerFailure failure) {
		ByteBuffer data = message.data();
		byte[] payload = new byte[data.remaining()];
		data.get(payload);
		OutgoingMessage<byte[]> copy = new OutgoingMessage<>(payload, null, message.createdAt(),
				metadata(message, failure));
		return this.sender.apply(this.target.apply(message), copy);
	}

	private List<MetadataItem> metadata(ReceivedMessage<?> message, ListenerFailure failure) {
		List<MetadataItem> items = new ArrayList<>();
		int used = 0;
		for (MetadataItem item : message.metadata()) {
			boolean ours = item.key().startsWith(PREFIX) || item.key().startsWith(RetryChain.PREFIX);
			if (!ours || (this.keepOrigin && item.key().startsWith(ORIGIN))) {
				items.add(item);
				used += size(item);
			}
		}
		String consumer = failure.consumer();
		Throwable root = root(failure.cause());
		List<MetadataItem> own = new ArrayList<>();
		own.addAll(this.more.apply(message));
		if (!this.keepOrigin || message.metadata(ORIGINAL_TOPIC) == null) {
			own.add(MetadataItem.text(ORIGINAL_TOPIC, message.topic()));
			own.add(MetadataItem.text(ORIGIN + "partition", Long.toString(message.partitionId())));
			own.add(MetadataItem.text(ORIGIN + "offset", Long.toString(message.offset())));
			own.add(MetadataItem.text(ORIGIN + "consumer", (consumer != null) ? consumer : ""));
		}
		own.add(MetadataItem.text(PREFIX + "exception-class", failure.cause().getClass().getName()));
		own.add(MetadataItem.text(PREFIX + "exception-cause", root.getClass().getName()));
		own.add(MetadataItem.text(PREFIX + "exception-message",
				cut(String.valueOf(root.getMessage()), MESSAGE_BYTES_MAX)));
		// The most important first: what does not fit is left out, never the original's
		// own.
		for (MetadataItem item : own) {
			if (used + size(item) <= METADATA_BYTES_MAX) {
				items.add(item);
				used += size(item);
			}
		}
		String key = PREFIX + "exception-stacktrace";
		int room = Math.min(STACK_TRACE_BYTES_MAX, METADATA_BYTES_MAX - used - key.length());
		if (room > 0) {
			items.add(MetadataItem.text(key, cut(stackTrace(failure.cause()), room)));
		}
		return items;
	}

	private static int size(MetadataItem item) {
		return item.key().getBytes(StandardCharsets.UTF_8).length + item.value().length;
	}

	private static Throwable root(Throwable failure) {
		Throwable root = failure;
		while (root.getCause() != null && root.getCause() != root) {
			root = root.getCause();
		}
		return root;
	}

	private static String stackTrace(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	/** Cuts by bytes and never within a character. */
	private static String cut(String text, int bytesMax) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length <= bytesMax) {
			return text;
		}
		int end = bytesMax;
		while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
			end--;
		}
		return new String(bytes, 0, end, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return this.description;
	}

}
