package io.ydbtopic.spring.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.listener.TopicListenerContainer;
import io.ydbtopic.spring.support.NearestName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;

/**
 * Owns the containers, which are no beans, and runs them with the application. It stops
 * them side by side, before the web server. A listener that a user has stopped stays
 * stopped when the application is paused and restarted. Thread-safe.
 */
public class TopicListenerEndpointRegistry implements SmartLifecycle, DisposableBean {

	/** Listeners start after and stop before all that they may need. */
	public static final int PHASE = Integer.MAX_VALUE - 100;

	private static final Logger logger = LoggerFactory.getLogger(TopicListenerEndpointRegistry.class);

	private final Map<String, Registered> containers = new LinkedHashMap<>();

	private final List<RegistryListener> listeners = new CopyOnWriteArrayList<>();

	/** Used for endpoints that are registered without one; {@code null} until known. */
	private @Nullable TopicListenerContainerFactory defaultFactory;

	private boolean running;

	/**
	 * The factory for endpoints that are registered at run time without one.
	 */
	public synchronized void setDefaultFactory(@Nullable TopicListenerContainerFactory factory) {
		this.defaultFactory = factory;
	}

	/**
	 * Adds an endpoint, with the default container factory.
	 * @return its container
	 */
	public TopicListenerContainer register(TopicListenerEndpoint endpoint) {
		TopicListenerContainerFactory factory;
		synchronized (this) {
			factory = this.defaultFactory;
		}
		if (factory == null) {
			throw new IllegalStateException(
					"There is no default container factory yet (expected: register(endpoint, factory))");
		}
		return register(endpoint, factory);
	}

	/**
	 * Adds an endpoint. If the application is running and the endpoint starts with it, it
	 * starts now.
	 * @return its container
	 * @throws DuplicateListenerIdException if there is one of that id
	 */
	public TopicListenerContainer register(TopicListenerEndpoint endpoint, TopicListenerContainerFactory factory) {
		TopicListenerContainer container = factory.createContainer(endpoint);
		boolean start;
		synchronized (this) {
			Registered present = this.containers.get(container.id());
			if (present != null) {
				throw new DuplicateListenerIdException(container.id(), present.endpoint.attributes().origin(),
						endpoint.attributes().origin());
			}
			this.containers.put(container.id(), new Registered(endpoint, container));
			start = this.running && container.properties().autoStartup();
		}
		this.listeners.forEach((listener) -> listener.onRegistered(container));
		if (start) {
			container.start();
		}
		return container;
	}

	/**
	 * Removes a listener, and stops it if it runs. Its id is free at once.
	 * @return done when it has stopped
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public CompletableFuture<Void> unregister(String id) {
		TopicListenerContainer container = require(id);
		synchronized (this) {
			this.containers.remove(id);
		}
		this.listeners.forEach((listener) -> listener.onUnregistered(container));
		return container.stop("unregistered");
	}

	/**
	 * The container of a listener; {@code null} if there is none of that id.
	 */
	public synchronized @Nullable TopicListenerContainer getContainer(String id) {
		Registered registered = this.containers.get(id);
		return (registered != null) ? registered.container : null;
	}

	/**
	 * The endpoint of a listener; {@code null} if there is none of that id.
	 */
	public synchronized @Nullable TopicListenerEndpoint getEndpoint(String id) {
		Registered registered = this.containers.get(id);
		return (registered != null) ? registered.endpoint : null;
	}

	/**
	 * The ids of all listeners, sorted.
	 */
	public synchronized Set<String> getContainerIds() {
		return new TreeSet<>(this.containers.keySet());
	}

	/**
	 * All containers, in the order in which they came.
	 */
	public synchronized Collection<TopicListenerContainer> getContainers() {
		return this.containers.values().stream().map(Registered::container).toList();
	}

	/**
	 * The ids of the listeners of a group, sorted.
	 * @param group as in {@code @TopicListener(group = ..)}
	 */
	public synchronized Set<String> getContainerIds(String group) {
		return this.containers.values()
			.stream()
			.map(Registered::container)
			.filter((container) -> group.equals(container.properties().group()))
			.map(TopicListenerContainer::id)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Starts the listeners of a group.
	 * @throws IllegalArgumentException if no listener is in it
	 */
	public void startGroup(String group) {
		requireGroup(group).forEach(TopicListenerContainer::start);
	}

	/**
	 * Stops the listeners of a group side by side. They stay so until they are started by
	 * group or id.
	 * @return done when all have stopped
	 * @throws IllegalArgumentException if no listener is in it
	 */
	public CompletableFuture<Void> stopGroup(String group) {
		return CompletableFuture.allOf(requireGroup(group).stream()
			.map((container) -> container.stop("stopped with its group"))
			.toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * Pauses the listeners of a group.
	 * @throws IllegalArgumentException if no listener is in it
	 */
	public void pauseGroup(String group) {
		requireGroup(group).forEach(TopicListenerContainer::pause);
	}

	/**
	 * Ends a pause of the listeners of a group.
	 * @throws IllegalArgumentException if no listener is in it
	 */
	public void resumeGroup(String group) {
		requireGroup(group).forEach(TopicListenerContainer::resume);
	}

	private List<TopicListenerContainer> requireGroup(String group) {
		List<TopicListenerContainer> members = getContainerIds(group).stream().map(this::require).toList();
		if (members.isEmpty()) {
			Set<String> known = new TreeSet<>();
			for (TopicListenerContainer container : getContainers()) {
				String name = container.properties().group();
				if (name != null) {
					known.add(name);
				}
			}
			throw new IllegalArgumentException(
					"There is no listener of group '" + group + "'. " + NearestName.hint(group, known));
		}
		return members;
	}

	/**
	 * Waits on the calling thread until each listener that is started has a partition.
	 * @param timeout most time to wait for each
	 * @throws IllegalStateException as {@link TopicListenerContainer#awaitAssigned}
	 */
	public void awaitAssigned(Duration timeout) {
		for (TopicListenerContainer container : getContainers()) {
			if (container.state().isActive()) {
				container.awaitAssigned(timeout);
			}
		}
	}

	/**
	 * Starts a listener.
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void start(String id) {
		require(id).start();
	}

	/**
	 * Stops a listener. It stays so until it is started by its id.
	 * @return done when it has stopped
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public CompletableFuture<Void> stop(String id) {
		return require(id).stop("stopped by its id");
	}

	/**
	 * Pauses a listener.
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void pause(String id) {
		require(id).pause();
	}

	/**
	 * Ends a pause.
	 * @throws IllegalArgumentException if there is none of that id
	 */
	public void resume(String id) {
		require(id).resume();
	}

	/**
	 * Lets a partition that is held go on.
	 * @return as {@link TopicListenerContainer#release}
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	public CompletableFuture<Void> release(String id, String topic, long partitionId) {
		return require(id).release(topic, partitionId);
	}

	/**
	 * Lets a partition that is held go on behind the message that holds it.
	 * @return as {@link TopicListenerContainer#skip}
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	public CompletableFuture<Void> skip(String id, String topic, long partitionId, long offset) {
		return require(id).skip(topic, partitionId, offset);
	}

	/**
	 * Lets a partition go on at another offset.
	 * @return as {@link TopicListenerContainer#replay}
	 * @throws IllegalArgumentException if there is no listener of that id
	 */
	public CompletableFuture<Void> replay(String id, String topic, long partitionId, long offset) {
		return require(id).replay(topic, partitionId, offset);
	}

	private TopicListenerContainer require(String id) {
		TopicListenerContainer container = getContainer(id);
		if (container == null) {
			throw new IllegalArgumentException(
					"There is no listener '" + id + "'. " + NearestName.hint(id, getContainerIds()));
		}
		return container;
	}

	/**
	 * Adds a listener, which hears of all containers, those that are there first.
	 */
	public void addListener(RegistryListener listener) {
		this.listeners.add(listener);
		getContainers().forEach(listener::onRegistered);
	}

	@Override
	public void start() {
		List<TopicListenerContainer> starting = new ArrayList<>();
		synchronized (this) {
			this.running = true;
			for (Registered registered : this.containers.values()) {
				if (registered.startsWithApplication()) {
					starting.add(registered.container);
				}
			}
		}
		starting.forEach(TopicListenerContainer::start);
	}

	@Override
	public void stop() {
		stopAll().join();
	}

	@Override
	public void stop(Runnable callback) {
		stopAll().whenComplete((done, error) -> callback.run());
	}

	private CompletableFuture<Void> stopAll() {
		List<TopicListenerContainer> stopping = new ArrayList<>();
		synchronized (this) {
			for (Registered registered : this.containers.values()) {
				if (this.running) {
					registered.rememberForRestart();
				}
				stopping.add(registered.container);
			}
			this.running = false;
		}
		return CompletableFuture
			.allOf(stopping.stream().map((container) -> stopOne(container)).toArray(CompletableFuture<?>[]::new));
	}

	/** One that fails to stop must not keep the others from it. */
	private static CompletableFuture<Void> stopOne(TopicListenerContainer container) {
		try {
			return container.stop("the application stops").exceptionally((error) -> {
				logger.error("Listener '{}' failed to stop", container.id(), error);
				return null;
			});
		}
		catch (RuntimeException ex) {
			logger.error("Listener '{}' failed to stop", container.id(), ex);
			return CompletableFuture.completedFuture(null);
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/** For applications that fail to start, whose lifecycle is not stopped. */
	@Override
	public void destroy() {
		stopAll().join();
	}

	/** Hears which listeners there are. */
	public interface RegistryListener {

		/**
		 * A listener was added.
		 */
		void onRegistered(TopicListenerContainer container);

		/**
		 * A listener was removed.
		 */
		default void onUnregistered(TopicListenerContainer container) {
		}

	}

	private static final class Registered {

		private final TopicListenerEndpoint endpoint;

		private final TopicListenerContainer container;

		/**
		 * Whether it ran when the application was last stopped; {@code null} before that.
		 */
		private @Nullable Boolean ranBefore;

		Registered(TopicListenerEndpoint endpoint, TopicListenerContainer container) {
			this.endpoint = endpoint;
			this.container = container;
		}

		TopicListenerContainer container() {
			return this.container;
		}

		boolean startsWithApplication() {
			Boolean before = this.ranBefore;
			return (before != null) ? before : this.container.properties().autoStartup();
		}

		void rememberForRestart() {
			ListenerState state = this.container.state();
			if (state != ListenerState.NEW) {
				this.ranBefore = state.isActive() || state == ListenerState.FAILED;
			}
		}

	}

}
