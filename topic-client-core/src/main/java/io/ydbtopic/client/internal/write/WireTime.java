package io.ydbtopic.client.internal.write;

import java.io.IOException;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Timestamp;

/**
 * The content of a protobuf timestamp, for a time in milliseconds.
 */
final class WireTime {

	private WireTime() {
	}

	static int bytes(long millis) {
		int bytes = 0;
		long seconds = Math.floorDiv(millis, 1000L);
		if (seconds != 0) {
			bytes += CodedOutputStream.computeInt64Size(Timestamp.SECONDS_FIELD_NUMBER, seconds);
		}
		int nanos = nanos(millis);
		if (nanos != 0) {
			bytes += CodedOutputStream.computeInt32Size(Timestamp.NANOS_FIELD_NUMBER, nanos);
		}
		return bytes;
	}

	static void write(CodedOutputStream out, long millis) throws IOException {
		long seconds = Math.floorDiv(millis, 1000L);
		if (seconds != 0) {
			out.writeInt64(Timestamp.SECONDS_FIELD_NUMBER, seconds);
		}
		int nanos = nanos(millis);
		if (nanos != 0) {
			out.writeInt32(Timestamp.NANOS_FIELD_NUMBER, nanos);
		}
	}

	private static int nanos(long millis) {
		return (int) Math.floorMod(millis, 1000L) * 1_000_000;
	}

}
