package io.ydbtopic.simulator.network;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;

import io.grpc.KnownLength;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a call: what has arrived and was not asked for yet, and how much is on
 * the way. Not thread-safe.
 */
final class Pipe {

	/** As HTTP/2's window by default: beyond it the sender is told to wait. */
	private static final long ROOM_BYTES = 65_535;

	private final Deque<Item> arrived = new ArrayDeque<>();

	/** When the last item that was sent arrives: none overtakes it. */
	private long lastArrival;

	/** Messages that were asked for. */
	private int requested;

	/** Bytes that were sent and not delivered. */
	private long unread;

	/** Somebody has found no room. */
	private boolean blocked;

	/**
	 * A message, or the end, or in the direction to the client the headers.
	 *
	 * @param bytes of a message
	 * @param status of the end
	 */
	@SuppressWarnings("ArrayRecordComponent") // compared by nobody
	record Item(byte @Nullable [] bytes, @Nullable Status status) {

		static final Item HALF_CLOSE = new Item(null, Status.OK);

		static final Item HEADERS = new Item(null, null);

	}

	/** When something arrives that would by itself arrive at a time. */
	long arrivalOf(long at) {
		this.lastArrival = Math.max(this.lastArrival, at);
		return this.lastArrival;
	}

	/** A message goes on its way. */
	Item send(InputStream message) {
		byte[] bytes = bytesOf(message);
		this.unread += bytes.length;
		return new Item(bytes, null);
	}

	void arrive(Item item) {
		this.arrived.add(item);
	}

	void request(int messages) {
		this.requested += messages;
	}

	/**
	 * Takes what comes next.
	 * @return null if nothing has arrived, or a message that was not asked for
	 */
	@Nullable Item take() {
		Item next = this.arrived.peek();
		if (next == null) {
			return null;
		}
		byte[] bytes = next.bytes();
		if (bytes != null) {
			if (this.requested == 0) {
				return null;
			}
			this.requested--;
			this.unread -= bytes.length;
		}
		return this.arrived.remove();
	}

	/** What has arrived is not wanted any more. */
	void drop() {
		this.arrived.clear();
	}

	boolean hasRoom() {
		boolean room = this.unread < ROOM_BYTES;
		this.blocked |= !room;
		return room;
	}

	/** Whether somebody has found no room, and there is room now. */
	boolean hasRoomAgain() {
		return this.blocked && hasRoom();
	}

	/** Who found no room knows that there is some. */
	void unblock() {
		this.blocked = false;
	}

	/** The stream of a message, as it is parsed. */
	static InputStream stream(byte[] bytes) {
		return new Bytes(bytes);
	}

	/** The bytes of a message's stream: of all of it, everything is available. */
	private static byte[] bytesOf(InputStream stream) {
		try (stream) {
			byte[] bytes = new byte[stream.available()];
			if (stream.readNBytes(bytes, 0, bytes.length) != bytes.length || stream.read() >= 0) {
				throw new EOFException("A message does not have the " + bytes.length + " bytes that it said");
			}
			return bytes;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Bytes that know how many they are, as gRPC's do. */
	private static final class Bytes extends ByteArrayInputStream implements KnownLength {

		Bytes(byte[] bytes) {
			super(bytes);
		}

	}

}
