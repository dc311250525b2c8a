package io.ydbtopic.client.internal.transport;

import java.util.List;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.ErrorClassifier;
import io.ydbtopic.client.internal.retry.Situation;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.operation.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Makes the client's exceptions of what the server and gRPC say. The verdict in them is
 * that of a first failure; a stream that was connected before judges again. Pure;
 * callable from any thread.
 */
public final class StatusMapping {

	/**
	 * Deeper remarks are left out: a text made to overflow the stack is not worth
	 * reading.
	 */
	private static final int ISSUE_DEPTH_MAX = 16;

	private StatusMapping() {
	}

	/**
	 * The failure that a status of the server means.
	 * @param context what was done, for the message: "write stream of orders"
	 * @return null if the status is SUCCESS
	 */
	public static @Nullable TopicException failureOf(StatusIds.StatusCode status, List<IssueMessage> issues,
			String context) {
		return (status == StatusIds.StatusCode.SUCCESS) ? null : serverFailure(status, issues, context);
	}

	private static TopicException serverFailure(StatusIds.StatusCode status, List<IssueMessage> messages,
			String context) {
		boolean unknown = status == StatusIds.StatusCode.UNRECOGNIZED;
		StatusCode code = unknown ? StatusCode.UNSPECIFIED : StatusCode.ofServer(status.getNumber());
		List<Issue> issues = issues(messages, 0);
		StringBuilder message = new StringBuilder(context).append(": the server answered ");
		message.append(unknown ? "a status that this client does not know" : status.name());
		for (int i = 0; i < issues.size(); i++) {
			message.append((i == 0) ? ": " : "; ").append(issues.get(i));
		}
		return new TopicException(message.toString(), code, issues,
				ErrorClassifier.verdict(code, issues, "", Situation.FIRST), null);
	}

	private static List<Issue> issues(List<IssueMessage> messages, int depth) {
		if (depth == ISSUE_DEPTH_MAX) {
			return List.of();
		}
		return messages.stream()
			.map((message) -> new Issue(message.getIssueCode(), message.getMessage(),
					issues(message.getIssuesList(), depth + 1)))
			.toList();
	}

	/**
	 * The failure that the end of a call means.
	 * @param context what was done, for the message
	 * @return null if the status is OK
	 */
	public static @Nullable TopicException failureOf(Status status, String context) {
		return status.isOk() ? null : transportFailure(status, context);
	}

	private static TopicException transportFailure(Status status, String context) {
		StatusCode code = StatusCode.ofTransport(status.getCode().value());
		String description = (status.getDescription() != null) ? status.getDescription() : "";
		StringBuilder message = new StringBuilder(context).append(": ").append(status.getCode());
		if (!description.isEmpty()) {
			message.append(": ").append(description);
		}
		Throwable cause = status.getCause();
		if (cause != null) {
			message.append(" (").append(rootOf(cause)).append(')');
		}
		if (ErrorClassifier.isTooLarge(description)) {
			message.append("; a message above the limit of the transport can't be sent again: write smaller messages");
		}
		return new TopicException(message.toString(), code, List.of(),
				ErrorClassifier.verdict(code, List.of(), description, Situation.FIRST), cause);
	}

	private static Throwable rootOf(Throwable failure) {
		Throwable root = failure;
		for (int depth = 0; depth < ISSUE_DEPTH_MAX; depth++) {
			Throwable next = root.getCause();
			if (next == null) {
				break;
			}
			root = next;
		}
		return root;
	}

	/**
	 * Checks an operation whose result is of no interest.
	 * @throws TopicException if it failed
	 */
	public static void check(Operation operation, String context) {
		if (!operation.getReady()) {
			throw violation(context + ": the server answered before the operation was done (expected: a ready one)",
					null);
		}
		TopicException failure = failureOf(operation.getStatus(), operation.getIssuesList(), context);
		if (failure != null) {
			throw failure;
		}
	}

	/**
	 * The result of an operation.
	 * @throws TopicException if it failed, or has no such result
	 */
	public static <T extends Message> T resultOf(Operation operation, Class<T> type, String context) {
		check(operation, context);
		Any result = operation.getResult();
		try {
			return result.unpack(type);
		}
		catch (InvalidProtocolBufferException ex) {
			throw violation(context + ": the result is of type '" + result.getTypeUrl() + "' (expected: a readable "
					+ type.getSimpleName() + ")", ex);
		}
	}

	private static TopicException violation(String message, @Nullable Throwable cause) {
		return new TopicException(message, StatusCode.CLIENT_PROTOCOL_VIOLATION, List.of(), RetryVerdict.RETRY_SLOW,
				cause);
	}

}
