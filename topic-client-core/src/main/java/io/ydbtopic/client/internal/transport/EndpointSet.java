package io.ydbtopic.client.internal.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The known nodes, which of them to prefer, and which to avoid for now. A good one is
 * chosen at random, a preferred one if there is one; when all are bad, any one is.
 * Confined to the transport's loop; time is passed in.
 */
final class EndpointSet {

	private final long avoidNanos;

	private final RandomGenerator random;

	private List<Endpoint> endpoints = List.of();

	private Set<Endpoint> preferred = Set.of();

	/** Until when a node is avoided, in monotonic time. */
	private final Map<Endpoint, Long> bad = new HashMap<>();

	EndpointSet(long avoidNanos, RandomGenerator random) {
		this.avoidNanos = avoidNanos;
		this.random = random;
	}

	/** Takes a new list; what is known about nodes that stay is kept. */
	void replace(NodeList known) {
		this.endpoints = known.all();
		this.preferred = known.preferred();
		this.bad.keySet().retainAll(this.endpoints);
	}

	List<Endpoint> all() {
		return this.endpoints;
	}

	boolean isEmpty() {
		return this.endpoints.isEmpty();
	}

	/** A good node, or any if there is none; the set must not be empty. */
	Endpoint choose(long now) {
		List<Endpoint> good = good(now);
		List<Endpoint> near = this.preferred.isEmpty() ? List.of()
				: good.stream().filter(this.preferred::contains).toList();
		List<Endpoint> candidates = !near.isEmpty() ? near : !good.isEmpty() ? good : this.endpoints;
		return candidates.get(this.random.nextInt(candidates.size()));
	}

	private List<Endpoint> good(long now) {
		this.bad.values().removeIf((until) -> until - now <= 0);
		return this.bad.isEmpty() ? this.endpoints
				: this.endpoints.stream().filter((endpoint) -> !this.bad.containsKey(endpoint)).toList();
	}

	void markBad(Endpoint endpoint, long now) {
		if (this.endpoints.contains(endpoint)) {
			this.bad.put(endpoint, now + this.avoidNanos);
		}
	}

	void markGood(Endpoint endpoint) {
		this.bad.remove(endpoint);
	}

	/** Whether the node is avoided for now. */
	boolean isBad(Endpoint endpoint, long now) {
		return !good(now).contains(endpoint) && this.endpoints.contains(endpoint);
	}

	/** Whether more than half of the nodes are avoided. */
	boolean isMostlyBad(long now) {
		return (this.endpoints.size() - good(now).size()) * 2 > this.endpoints.size();
	}

}
