package io.ydbtopic.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key and a value that travel with a message. Keys may repeat and order is kept.
 *
 * @param key the key
 * @param value the value; must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record MetadataItem(String key, byte[] value) {

	/**
	 * An item with UTF-8 text.
	 */
	public static MetadataItem text(String key, String value) {
		return new MetadataItem(key, value.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The value as UTF-8 text.
	 */
	public String text() {
		return new String(this.value, StandardCharsets.UTF_8);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof MetadataItem that && this.key.equals(that.key) && Arrays.equals(this.value, that.value);
	}

	@Override
	public int hashCode() {
		return 31 * this.key.hashCode() + Arrays.hashCode(this.value);
	}

	/** Without the value, which may be private. */
	@Override
	public String toString() {
		return this.key + "[" + this.value.length + " B]";
	}

}
