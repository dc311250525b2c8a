package io.ydbtopic.spring.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of topics, with their keys.
 */
public enum TopicObservation implements ObservationDocumentation {

	/** A call of a listener, with what follows from a failure. */
	LISTENER {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTopicReceiveConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return ListenerKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return ListenerHighKeys.values();
		}

	},

	/** A message of a batch, where each is observed. */
	RECORD {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTopicRecordConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return ListenerKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return ListenerHighKeys.values();
		}

	},

	/** A message that is written, until its ack. */
	SEND {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultTopicSendConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return SendKeys.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return SendHighKeys.values();
		}

	};

	static final String LISTENER_NAME = "ydb.topic.listener";

	static final String RECORD_NAME = "ydb.topic.listener.record";

	static final String SEND_NAME = "ydb.topic.send";

	/** Tags of the timer {@code ydb.topic.listener}, beside {@code error}. */
	public enum ListenerKeys implements KeyName {

		/** Id of the listener. */
		LISTENER("listener"),

		/** Path of the topic. */
		TOPIC("topic"),

		/** As whom it reads; empty without a consumer. */
		CONSUMER("consumer");

		private final String key;

		ListenerKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/** What a span of a listener says beside that. */
	public enum ListenerHighKeys implements KeyName {

		/** Always {@code ydb}. */
		SYSTEM("messaging.system"),

		/** Always {@code process}. */
		OPERATION("messaging.operation.type"),

		/** Number of the partition. */
		PARTITION("messaging.destination.partition.id"),

		/** Offset of the first message. */
		OFFSET("messaging.ydb.offset"),

		/** How often these messages were given to the listener. */
		ATTEMPT("messaging.ydb.attempt"),

		/** How many messages a batch has. */
		BATCH_SIZE("messaging.batch.message_count");

		private final String key;

		ListenerHighKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/** Tags of the timer {@code ydb.topic.send}, beside {@code error}. */
	public enum SendKeys implements KeyName {

		/** Name of the writer. */
		WRITER("writer"),

		/** Path of the topic. */
		TOPIC("topic");

		private final String key;

		SendKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

	/** What a span of a message says beside that. */
	public enum SendHighKeys implements KeyName {

		/** Always {@code ydb}. */
		SYSTEM("messaging.system"),

		/** Always {@code send}. */
		OPERATION("messaging.operation.type"),

		/** Where it is. */
		PARTITION("messaging.destination.partition.id"),

		/** Its offset there; -1 if unknown. */
		OFFSET("messaging.ydb.offset");

		private final String key;

		SendHighKeys(String key) {
			this.key = key;
		}

		@Override
		public String asString() {
			return this.key;
		}

	}

}
