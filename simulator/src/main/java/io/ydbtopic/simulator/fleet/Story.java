package io.ydbtopic.simulator.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.ydbtopic.simulator.fleet.cluster.ModelNode;

/**
 * A bad day of a fleet. Each ends when what was done from outside is over; how long the
 * fleet needs after that is what is measured.
 */
enum Story {

	/** One node dies and stays away. */
	NODE_DIES("a node dies"),

	/** All nodes restart one after the other. */
	ROLLING_RESTART("all nodes restart one after the other"),

	/** All instances are replaced, some at a time. */
	NEW_DEPLOYMENT("the whole application is deployed anew"),

	/**
	 * A third of nodes and instances is cut off from the rest for a minute; that third of
	 * the nodes can serve nobody.
	 */
	NETWORK_SPLIT("the network splits and heals"),

	/** All nodes die at once and come back after half a minute. */
	ALL_NODES_DIE("all nodes die at once and come back");

	private static final Duration NODE_RESTART = Duration.ofSeconds(3);

	private static final Duration BETWEEN_NODES = Duration.ofSeconds(1);

	static final int DEPLOYMENT_BATCHES = 20;

	private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(3);

	private static final Duration CLOSE = Duration.ofSeconds(20);

	private static final Duration SPLIT = Duration.ofMinutes(1);

	/** How long all nodes are down, and over how long they come up. */
	static final Duration OUTAGE = Duration.ofSeconds(30);

	static final Duration COME_UP = Duration.ofSeconds(5);

	private final String title;

	Story(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/** Its name on the command line. */
	String flag() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	void play(Fleet fleet) {
		switch (this) {
			case NODE_DIES -> nodeDies(fleet);
			case ROLLING_RESTART -> rollingRestart(fleet);
			case NEW_DEPLOYMENT -> newDeployment(fleet);
			case NETWORK_SPLIT -> networkSplit(fleet);
			case ALL_NODES_DIE -> allNodesDie(fleet);
		}
	}

	private static void nodeDies(Fleet fleet) {
		fleet.cluster().nodes().get(0).die();
	}

	private static void rollingRestart(Fleet fleet) {
		for (ModelNode node : fleet.cluster().nodes()) {
			node.drain();
			fleet.go(BETWEEN_NODES);
			node.die();
			fleet.go(NODE_RESTART);
			node.start();
			fleet.go(BETWEEN_NODES);
		}
	}

	private static void newDeployment(Fleet fleet) {
		List<FleetInstance> instances = fleet.instances();
		int size = Math.max(1, instances.size() / DEPLOYMENT_BATCHES);
		for (int from = 0; from < instances.size(); from += size) {
			List<FleetInstance> batch = instances.subList(from, Math.min(instances.size(), from + size));
			batch.forEach((instance) -> instance.stop(CLOSE));
			fleet.go(BETWEEN_BATCHES);
			batch.forEach(FleetInstance::start);
			fleet.go(BETWEEN_BATCHES);
		}
	}

	private static void networkSplit(Fleet fleet) {
		List<ModelNode> nodes = fleet.cluster().nodes();
		List<ModelNode> farNodes = nodes.subList(0, nodes.size() / 3);
		List<ModelNode> nearNodes = nodes.subList(nodes.size() / 3, nodes.size());
		List<FleetInstance> instances = fleet.instances();
		List<FleetInstance> far = instances.subList(0, instances.size() / 3);
		List<FleetInstance> near = instances.subList(instances.size() / 3, instances.size());
		fleet.cut(far, nearNodes, true);
		fleet.cut(near, farNodes, true);
		farNodes.forEach((node) -> node.isolate(true));
		fleet.go(SPLIT);
		farNodes.forEach((node) -> node.isolate(false));
		fleet.cut(far, nearNodes, false);
		fleet.cut(near, farNodes, false);
	}

	private static void allNodesDie(Fleet fleet) {
		List<ModelNode> nodes = new ArrayList<>(fleet.cluster().nodes());
		nodes.forEach(ModelNode::die);
		fleet.go(OUTAGE);
		for (ModelNode node : nodes) {
			fleet.after(Duration.ofNanos(fleet.chance().nextLong(COME_UP.toNanos())), node::start);
		}
		fleet.go(COME_UP);
	}

}
