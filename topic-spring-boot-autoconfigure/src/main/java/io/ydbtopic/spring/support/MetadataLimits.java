package io.ydbtopic.spring.support;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.ydbtopic.client.MetadataItem;

/**
 * How much metadata a message may have. What is added on the way, and is not the
 * application's own, is left out where there is no room for it. Pure functions.
 */
public final class MetadataLimits {

	/** Most bytes of all keys and values together. */
	public static final int MOST_BYTES = 4_096;

	/** Most items. */
	public static final int MOST_ITEMS = 1_000;

	private MetadataLimits() {
	}

	/**
	 * Whether a message may have all of these.
	 */
	public static boolean fit(List<MetadataItem> items) {
		int bytes = 0;
		for (MetadataItem item : items) {
			bytes += item.key().getBytes(StandardCharsets.UTF_8).length + item.value().length;
		}
		return bytes <= MOST_BYTES && items.size() <= MOST_ITEMS;
	}

}
