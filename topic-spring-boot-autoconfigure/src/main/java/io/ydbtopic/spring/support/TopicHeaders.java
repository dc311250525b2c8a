package io.ydbtopic.spring.support;

/**
 * Names of the headers of a received message. Metadata items are headers of their own
 * name; where the two collide, the headers below win.
 */
public final class TopicHeaders {

	/** Prefix of all headers below. */
	public static final String PREFIX = "ydb_";

	/** Path of the topic, a {@code String}. */
	public static final String TOPIC = PREFIX + "topic";

	/** Number of the partition, a {@code Long}. */
	public static final String PARTITION = PREFIX + "partition";

	/** Place in the partition, a {@code Long}. */
	public static final String OFFSET = PREFIX + "offset";

	/** Number that the producer gave, a {@code Long}. */
	public static final String SEQ_NO = PREFIX + "seqNo";

	/** Who wrote it, a {@code String}, empty if unknown. */
	public static final String PRODUCER_ID = PREFIX + "producerId";

	/** The message group, a {@code String}. */
	public static final String MESSAGE_GROUP_ID = PREFIX + "messageGroupId";

	/** Time of the event, an {@code Instant}. */
	public static final String CREATED_AT = PREFIX + "createdAt";

	/** Time at which the server stored it, an {@code Instant}. */
	public static final String WRITTEN_AT = PREFIX + "writtenAt";

	/** How often this listener was given the message, an {@code Integer}; 1 at first. */
	public static final String DELIVERY_ATTEMPT = PREFIX + "deliveryAttempt";

	/** The {@code Acknowledgment}. */
	public static final String ACKNOWLEDGMENT = PREFIX + "acknowledgment";

	/** Key of the metadata item that tells the form of the payload, a MIME type. */
	public static final String CONTENT_TYPE = "content-type";

	/** Key of the metadata item that names the type of the payload. */
	public static final String TYPE = "type";

	/** The same, of CloudEvents in binary mode. */
	public static final String CLOUD_EVENT_TYPE = "ce_type";

	/** Key of the metadata item of a dead letter with the topic that it came from. */
	public static final String DEAD_LETTER_TOPIC = "dlt-original-topic";

	private TopicHeaders() {
	}

}
