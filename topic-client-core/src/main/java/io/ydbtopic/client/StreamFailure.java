package io.ydbtopic.client;

import java.util.Objects;

import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.observe.StreamStatus;

/**
 * A failure that a stream is about to retry, as {@link RetrySettings#giveUpWhen} sees it.
 *
 * @param kind which kind of stream failed
 * @param error status, issues and message of the failure
 * @param everConnected whether the stream had a handshake before
 * @param attempt failures in a row before this one, 0 for the first
 */
public record StreamFailure(StreamStatus.Kind kind, TopicException error, boolean everConnected, int attempt) {

	public StreamFailure {
		Objects.requireNonNull(kind, "kind");
		Objects.requireNonNull(error, "error");
	}

	/** The status of the failure. */
	public StatusCode status() {
		return this.error.status();
	}

	/** Whether the server gave an issue with this code, at any depth. */
	public boolean hasIssue(int issueCode) {
		return this.error.hasIssue(issueCode);
	}

}
