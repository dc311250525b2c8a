package io.ydbtopic.client.internal.transport;

import java.util.List;
import java.util.Set;

/**
 * The nodes of a database, and those of them that are preferred.
 *
 * @param all each node once
 * @param preferred some of them; empty for no preference
 */
record NodeList(List<Endpoint> all, Set<Endpoint> preferred) {

	NodeList {
		all = all.stream().distinct().toList();
		preferred = Set.copyOf(preferred);
	}

	static NodeList of(List<Endpoint> all) {
		return new NodeList(all, Set.of());
	}

}
