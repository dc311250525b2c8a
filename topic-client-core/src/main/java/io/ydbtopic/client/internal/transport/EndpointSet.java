package io.ydbtopic.client.internal.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The known nodes, and which of them to avoid for now. A good one is chosen at random;
 * when all are bad, any one is. Confined to the transport's loop; time is passed in.
 */
final class EndpointSet {

	private final long avoidNanos;

	private final RandomGenerator random;

	private List<Endpoint> endpoints = List.of();

	/** Until when a node is avoided, in monotonic time. */
	private final Map<Endpoint, Long> bad = new HashMap<>();

	EndpointSet(long avoidNanos, RandomGenerator random) {
		this.avoidNanos = avoidNanos;
		this.random = random;
	}

	/** Takes a new list; what is known about nodes that stay is kept. */
	void replace(List<Endpoint> known) {
		this.endpoints = known.stream().distinct().toList();
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
		List<Endpoint> candidates = good.isEmpty() ? this.endpoints : good;
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
