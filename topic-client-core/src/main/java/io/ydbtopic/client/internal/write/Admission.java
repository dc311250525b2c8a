package io.ydbtopic.client.internal.write;

import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.tx.TransactionScope;
import org.jspecify.annotations.Nullable;

/**
 * What is checked of a message between its codec and the outbox. Stateless but for what
 * it looks at.
 */
final class Admission {

	private final String id;

	private final WriterSettings settings;

	private final EncodingStage encoding;

	Admission(String id, WriterSettings settings, EncodingStage encoding) {
		this.id = id;
		this.settings = settings;
		this.encoding = encoding;
	}

	/** Why the message can't be written; null if it can. */
	@Nullable TopicException refusal(OutboxEntry entry) {
		Throwable failure = entry.failure();
		if (failure != null) {
			return new MessageRejectedException(this.id + ": codec " + entry.codec + " failed on a message", failure);
		}
		TransactionScope transaction = entry.transaction();
		TopicException ended = (transaction != null) ? transaction.failure() : null;
		if (ended != null) {
			return ended;
		}
		if (entry.hasOwnEncoding() && !this.encoding.isAllowed(entry.codec)) {
			return new MessageRejectedException(this.id + ": message that is compressed with codec " + entry.codec
					+ ", which topic '" + this.settings.topic() + "' does not allow");
		}
		if (entry.payload.length > this.settings.maxMessageBytes()) {
			return new MessageRejectedException(this.id + ": message of " + entry.payload.length
					+ " bytes after compression (expected: at most " + this.settings.maxMessageBytes() + ")");
		}
		return null;
	}

}
