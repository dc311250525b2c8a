package io.ydbtopic.client.internal.retry;

import java.util.List;
import java.util.stream.Stream;

import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;

import static io.ydbtopic.client.error.RetryVerdict.FATAL;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_FAST;
import static io.ydbtopic.client.error.RetryVerdict.RETRY_SLOW;

/** What a stream does about each status: the table that the tests share. */
public final class RetryTable {

	private RetryTable() {
	}

	/**
	 * One status.
	 *
	 * @param atFirst verdict on the first connect
	 * @param running verdict on a stream that was connected
	 */
	public record Row(StatusCode status, RetryVerdict atFirst, RetryVerdict running) {
	}

	public static List<Row> rows() {
		return Stream
			.of(all(FATAL, StatusCode.UNSPECIFIED, StatusCode.BAD_REQUEST, StatusCode.SCHEME_ERROR,
					StatusCode.PRECONDITION_FAILED, StatusCode.ALREADY_EXISTS, StatusCode.NOT_FOUND,
					StatusCode.UNSUPPORTED, StatusCode.EXTERNAL_ERROR, StatusCode.TRANSPORT_INVALID_ARGUMENT,
					StatusCode.TRANSPORT_NOT_FOUND, StatusCode.TRANSPORT_ALREADY_EXISTS,
					StatusCode.TRANSPORT_FAILED_PRECONDITION, StatusCode.TRANSPORT_OUT_OF_RANGE,
					StatusCode.TRANSPORT_UNIMPLEMENTED, StatusCode.CLIENT_CLOSED, StatusCode.CLIENT_INSECURE),
					all(RETRY_FAST, StatusCode.SUCCESS, StatusCode.ABORTED, StatusCode.UNAVAILABLE,
							StatusCode.BAD_SESSION, StatusCode.SESSION_EXPIRED, StatusCode.CANCELLED,
							StatusCode.UNDETERMINED, StatusCode.SESSION_BUSY, StatusCode.TRANSPORT_CANCELLED,
							StatusCode.TRANSPORT_ABORTED, StatusCode.TRANSPORT_INTERNAL,
							StatusCode.TRANSPORT_UNAVAILABLE, StatusCode.CLIENT_STREAM_ENDED,
							StatusCode.CLIENT_HANDSHAKE_TIMEOUT, StatusCode.CLIENT_ACK_TIMEOUT),
					all(RETRY_SLOW, StatusCode.INTERNAL_ERROR, StatusCode.OVERLOADED, StatusCode.GENERIC_ERROR,
							StatusCode.TIMEOUT, StatusCode.TRANSPORT_UNKNOWN, StatusCode.TRANSPORT_DEADLINE_EXCEEDED,
							StatusCode.TRANSPORT_RESOURCE_EXHAUSTED, StatusCode.TRANSPORT_DATA_LOSS,
							StatusCode.CLIENT_PROTOCOL_VIOLATION, StatusCode.CLIENT_INTERNAL),
					Stream
						.of(StatusCode.UNAUTHORIZED, StatusCode.TRANSPORT_PERMISSION_DENIED,
								StatusCode.TRANSPORT_UNAUTHENTICATED)
						.map((status) -> new Row(status, FATAL, RETRY_SLOW)))
			.flatMap((rows) -> rows)
			.toList();
	}

	private static Stream<Row> all(RetryVerdict verdict, StatusCode... statuses) {
		return Stream.of(statuses).map((status) -> new Row(status, verdict, verdict));
	}

}
