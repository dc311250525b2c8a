package io.ydbtopic.broker.variant;

import java.util.Set;

/**
 * How the broker differs from its defaults. Immutable.
 *
 * @param chosen what is done in another way
 * @param messageBytesMax the largest payload of one message, in bytes; messages are
 * limited by the size of frames too
 */
public record Variants(Set<ServerVariant> chosen, long messageBytesMax) {

	/** The defaults. */
	public static final Variants NONE = new Variants(Set.of(), Long.MAX_VALUE);

	/**
	 * Copies the set.
	 * @param chosen what is done in another way
	 * @param messageBytesMax the largest payload of one message, in bytes
	 */
	public Variants {
		chosen = Set.copyOf(chosen);
	}

	/**
	 * Whether something is done in another way.
	 * @param variant what
	 * @return true when it was chosen
	 */
	public boolean has(ServerVariant variant) {
		return this.chosen.contains(variant);
	}

}
