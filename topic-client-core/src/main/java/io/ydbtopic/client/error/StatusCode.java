package io.ydbtopic.client.error;

/**
 * The status of an answer. {@code 4000xx} are the server's own codes; codes below 100 are
 * gRPC's ({@code TRANSPORT_…}); the last group is decided by the client itself.
 */
public enum StatusCode {

	UNSPECIFIED(0), SUCCESS(400000), BAD_REQUEST(400010), UNAUTHORIZED(400020), INTERNAL_ERROR(400030), ABORTED(400040),
	UNAVAILABLE(400050), OVERLOADED(400060), SCHEME_ERROR(400070), GENERIC_ERROR(400080), TIMEOUT(400090),
	BAD_SESSION(400100), PRECONDITION_FAILED(400120), ALREADY_EXISTS(400130), NOT_FOUND(400140),
	SESSION_EXPIRED(400150), CANCELLED(400160), UNDETERMINED(400170), UNSUPPORTED(400180), SESSION_BUSY(400190),
	EXTERNAL_ERROR(400200),

	TRANSPORT_CANCELLED(1), TRANSPORT_UNKNOWN(2), TRANSPORT_INVALID_ARGUMENT(3), TRANSPORT_DEADLINE_EXCEEDED(4),
	TRANSPORT_NOT_FOUND(5), TRANSPORT_ALREADY_EXISTS(6), TRANSPORT_PERMISSION_DENIED(7),
	TRANSPORT_RESOURCE_EXHAUSTED(8), TRANSPORT_FAILED_PRECONDITION(9), TRANSPORT_ABORTED(10),
	TRANSPORT_OUT_OF_RANGE(11), TRANSPORT_UNIMPLEMENTED(12), TRANSPORT_INTERNAL(13), TRANSPORT_UNAVAILABLE(14),
	TRANSPORT_DATA_LOSS(15), TRANSPORT_UNAUTHENTICATED(16),

	/** The server ended the stream without an error. */
	CLIENT_STREAM_ENDED(-1),
	/** The handshake was not answered in time. */
	CLIENT_HANDSHAKE_TIMEOUT(-2),
	/** The server said something that the protocol does not allow. */
	CLIENT_PROTOCOL_VIOLATION(-3),
	/** The client, the writer or the reader was closed. */
	CLIENT_CLOSED(-4),
	/** A failure inside the client: a bug, or user code that threw. */
	CLIENT_INTERNAL(-5),
	/** Credentials were not sent, because the connection is not encrypted. */
	CLIENT_INSECURE(-6),
	/** Nothing of what was sent was acknowledged in time. */
	CLIENT_ACK_TIMEOUT(-7);

	private final int number;

	StatusCode(int number) {
		this.number = number;
	}

	/**
	 * The number on the wire; negative for the client's own codes.
	 */
	public int number() {
		return this.number;
	}

	/**
	 * The code of a YDB status number; {@link #UNSPECIFIED} if this client does not know
	 * it.
	 */
	public static StatusCode ofServer(int number) {
		for (StatusCode code : values()) {
			if (code.number == number && (number == 0 || number >= 400000)) {
				return code;
			}
		}
		return UNSPECIFIED;
	}

	/**
	 * The code of a gRPC status number ({@code io.grpc.Status.Code.value()}), 1 to 16;
	 * {@link #TRANSPORT_UNKNOWN} for others.
	 */
	public static StatusCode ofTransport(int grpcCode) {
		for (StatusCode code : values()) {
			if (code.number == grpcCode && grpcCode > 0 && grpcCode <= 16) {
				return code;
			}
		}
		return TRANSPORT_UNKNOWN;
	}

}
