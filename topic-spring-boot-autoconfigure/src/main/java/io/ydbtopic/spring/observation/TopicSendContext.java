package io.ydbtopic.spring.observation;

import java.util.ArrayList;
import java.util.List;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.WriteAck;
import org.jspecify.annotations.Nullable;

/**
 * One message that is written, for observations. Its trace goes into its metadata, in the
 * place of one that it may have from before.
 */
public class TopicSendContext extends SenderContext<List<MetadataItem>> {

	private final String writer;

	private final String topic;

	private final OutgoingMessage<?> message;

	private @Nullable WriteAck ack;

	/**
	 * A message.
	 * @param writer name of the writer
	 * @param topic path of the topic
	 */
	public TopicSendContext(String writer, String topic, OutgoingMessage<?> message) {
		super(TopicSendContext::put, Kind.PRODUCER);
		this.writer = writer;
		this.topic = topic;
		this.message = message;
		setCarrier(new ArrayList<>(message.metadata()));
		setRemoteServiceName("YDB topics");
	}

	private static void put(@Nullable List<MetadataItem> items, String key, String value) {
		if (items != null) {
			items.removeIf((item) -> item.key().equals(key));
			items.add(MetadataItem.text(key, value));
		}
	}

	/**
	 * Name of the writer.
	 */
	public String writer() {
		return this.writer;
	}

	/**
	 * Path of the topic.
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * The message as it was before the trace was added.
	 */
	public OutgoingMessage<?> message() {
		return this.message;
	}

	/**
	 * The server's answer; {@code null} until it is there, and if there is none.
	 */
	public @Nullable WriteAck ack() {
		return this.ack;
	}

	void acknowledged(WriteAck answer) {
		this.ack = answer;
	}

}
