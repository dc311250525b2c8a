package io.ydbtopic.client.internal.wire;

import java.io.IOException;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;

/**
 * Walks through the fields of a message that lies in an array, and of those within it,
 * with one object for all of them. It takes and refuses what protobuf's
 * {@link CodedInputStream} does, to which it leaves what is seldom: groups, and types
 * that nobody knows. Not thread-safe.
 */
public final class FieldCursor {

	private static final int VARINT_BITS = 7;

	private final byte[] bytes;

	private int place;

	private int end;

	/** Before the first field of a message that lies there. */
	public FieldCursor(byte[] bytes, int start, int length) {
		this.bytes = bytes;
		this.place = start;
		this.end = start + length;
	}

	/** Whether the message has another field. */
	public boolean hasNext() {
		return this.place < this.end;
	}

	/** Where it is in the array. */
	public int place() {
		return this.place;
	}

	/**
	 * The next field's number and type; its value is next.
	 * @throws InvalidProtocolBufferException if there is no such field
	 */
	public int tag() throws IOException {
		int tag = (int) varint();
		if (WireFormat.getTagFieldNumber(tag) == 0) {
			throw new InvalidProtocolBufferException("a field without a number");
		}
		return tag;
	}

	/**
	 * A number.
	 * @throws InvalidProtocolBufferException if the message ends before it does, or it
	 * has no end
	 */
	public long varint() throws IOException {
		if (this.place < this.end && this.bytes[this.place] >= 0) {
			return this.bytes[this.place++];
		}
		long value = 0;
		for (int shift = 0; shift < Long.SIZE; shift += VARINT_BITS) {
			if (this.place >= this.end) {
				throw truncated();
			}
			byte next = this.bytes[this.place++];
			value |= (long) (next & 0x7f) << shift;
			if (next >= 0) {
				return value;
			}
		}
		throw new InvalidProtocolBufferException("a number without an end");
	}

	/**
	 * The bytes of what follows: a text, bytes or a message.
	 * @throws InvalidProtocolBufferException if the message ends before it would
	 */
	public int length() throws IOException {
		int length = (int) varint();
		if (length < 0 || length > this.end - this.place) {
			throw truncated();
		}
		return length;
	}

	/**
	 * Passes over so many bytes.
	 * @throws InvalidProtocolBufferException if the message ends before
	 */
	public void pass(int count) throws IOException {
		if (count > this.end - this.place) {
			throw truncated();
		}
		this.place += count;
	}

	/**
	 * Passes over the value of a field.
	 * @throws InvalidProtocolBufferException if it is not one
	 */
	public void skip(int tag) throws IOException {
		switch (WireFormat.getTagWireType(tag)) {
			case WireFormat.WIRETYPE_VARINT -> varint();
			case WireFormat.WIRETYPE_LENGTH_DELIMITED -> pass(length());
			case WireFormat.WIRETYPE_FIXED64 -> pass(Long.BYTES);
			case WireFormat.WIRETYPE_FIXED32 -> pass(Integer.BYTES);
			case WireFormat.WIRETYPE_END_GROUP ->
				throw new InvalidProtocolBufferException("the end of a group that never began");
			default -> {
				CodedInputStream in = CodedInputStream.newInstance(this.bytes, this.place, this.end - this.place);
				in.skipField(tag);
				this.place += in.getTotalBytesRead();
			}
		}
	}

	/**
	 * What follows is a message of so many bytes, as {@link #length()} said.
	 * @return to be given to {@link #leave} at its end
	 */
	public int enter(int length) {
		int outer = this.end;
		this.end = this.place + length;
		return outer;
	}

	/** The message within is over. */
	public void leave(int outer) {
		this.end = outer;
	}

	private static InvalidProtocolBufferException truncated() {
		return new InvalidProtocolBufferException("a message that ends within a field");
	}

}
