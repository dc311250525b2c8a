package io.ydbtopic.client.error;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A failure of the client, the transport or the server. Unchecked; safe to share between
 * threads.
 */
public class TopicException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final StatusCode status;

	private final transient List<Issue> issues;

	private final RetryVerdict verdict;

	public TopicException(String message, StatusCode status, List<Issue> issues, RetryVerdict verdict,
			@Nullable Throwable cause) {
		super(message, cause);
		this.status = status;
		this.issues = List.copyOf(issues);
		this.verdict = verdict;
	}

	public TopicException(String message, StatusCode status, RetryVerdict verdict) {
		this(message, status, List.of(), verdict, null);
	}

	/**
	 * The status of the answer that failed.
	 */
	public StatusCode status() {
		return this.status;
	}

	/**
	 * What the server said about it; empty when the client or the transport failed.
	 */
	@SuppressWarnings("NullAway") // transient: null after Java deserialization only
	public List<Issue> issues() {
		return (this.issues != null) ? this.issues : List.of();
	}

	/**
	 * Whether and how soon another attempt makes sense.
	 */
	public RetryVerdict verdict() {
		return this.verdict;
	}

	/**
	 * Whether one of the issues has the given code.
	 */
	public boolean hasIssue(int code) {
		return issues().stream().anyMatch((issue) -> issue.has(code));
	}

}
