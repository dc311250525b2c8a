package io.ydbtopic.client;

import java.util.Locale;

/**
 * Which nodes of a cluster calls go to, as long as one of them is well; when none is,
 * they go to any. Immutable.
 *
 * @param kind how nodes are preferred
 * @param location name of a location, as the cluster names its data centres; empty unless
 * the kind is {@link Kind#LOCATION}
 */
public record NodePreference(Kind kind, String location) {

	private static final NodePreference ANY = new NodePreference(Kind.ANY, "");

	private static final NodePreference NEAR = new NodePreference(Kind.NEAR, "");

	public NodePreference {
		if ((kind == Kind.LOCATION) == location.isBlank()) {
			throw new IllegalArgumentException(
					(kind == Kind.LOCATION) ? "location is blank (expected: the name of a location of the cluster)"
							: "location is '" + location + "', which only the preference for a location has");
		}
	}

	/**
	 * All nodes alike: spreads the load best.
	 */
	public static NodePreference any() {
		return ANY;
	}

	/**
	 * Nodes in the location of the node that answers discovery. Behind an endpoint that
	 * leads to the nearest node, that is the near location.
	 */
	public static NodePreference near() {
		return NEAR;
	}

	/**
	 * Nodes in a location.
	 * @param name its name
	 */
	public static NodePreference location(String name) {
		return new NodePreference(Kind.LOCATION, name);
	}

	/**
	 * Whether a node in a location is preferred.
	 * @param nodeLocation where the node is
	 * @param selfLocation where the node is that answered discovery
	 */
	public boolean prefers(String nodeLocation, String selfLocation) {
		return switch (this.kind) {
			case ANY -> false;
			case NEAR -> !selfLocation.isEmpty() && nodeLocation.equals(selfLocation);
			case LOCATION -> nodeLocation.equals(this.location);
		};
	}

	@Override
	public String toString() {
		return (this.kind == Kind.LOCATION) ? this.location : this.kind.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * How nodes are preferred.
	 */
	public enum Kind {

		/** Not at all. */
		ANY,

		/** By the location of the node that answers discovery. */
		NEAR,

		/** By the name of their location. */
		LOCATION

	}

}
