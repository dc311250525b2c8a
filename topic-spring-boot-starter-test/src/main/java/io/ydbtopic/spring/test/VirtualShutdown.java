package io.ydbtopic.spring.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.ydbtopic.client.testing.VirtualTime;
import io.ydbtopic.spring.annotation.TopicListenerBootstrapConfiguration;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.listener.ListenerState;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/**
 * Lets time pass while the application stops: Spring waits on the thread on which
 * everything would have to happen. Listeners first, then writers and readers, each right
 * after it was asked to stop.
 */
final class VirtualShutdown implements BeanFactoryPostProcessor, DestructionAwareBeanPostProcessor {

	static final String AFTER_LISTENERS = "virtualTopicListenersStop";

	static final String AFTER_STREAMS = "virtualTopicStreamsStop";

	/** More than any deadline of a stop. */
	private static final Duration LONGEST = Duration.ofHours(2);

	private final ObjectProvider<VirtualTime> time;

	VirtualShutdown(ObjectProvider<VirtualTime> time) {
		this.time = time;
	}

	/** Who depends on something is asked to stop before it. */
	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
		depend(beans, TopicListenerBootstrapConfiguration.REGISTRY, AFTER_LISTENERS);
		for (String name : beans.getBeanNamesForType(NamedStreams.class, true, false)) {
			depend(beans, name, AFTER_STREAMS);
		}
	}

	private static void depend(ConfigurableListableBeanFactory beans, String name, String on) {
		if (beans.containsBeanDefinition(name)) {
			BeanDefinition definition = beans.getBeanDefinition(name);
			definition.setDependsOn(StringUtils.addStringToArray(definition.getDependsOn(), on));
		}
	}

	/** An application that fails to start is not asked to stop, only destroyed. */
	@Override
	public void postProcessBeforeDestruction(Object bean, String name) {
		if (bean instanceof TopicListenerEndpointRegistry registry && !isOver(registry)) {
			registry.stop(() -> {
			});
			this.time.getObject().runUntil(() -> isOver(registry), LONGEST);
		}
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof TopicListenerEndpointRegistry;
	}

	static boolean isOver(TopicListenerEndpointRegistry registry) {
		return registry.getContainers()
			.stream()
			.noneMatch((container) -> container.state().isActive() || container.state() == ListenerState.STOPPING);
	}

	/** Stops last of what depends on it, and takes the time that the others need. */
	static final class Passing implements SmartLifecycle {

		private final VirtualTime time;

		private final int phase;

		private final BooleanSupplier over;

		private volatile boolean running;

		Passing(VirtualTime time, int phase, BooleanSupplier over) {
			this.time = time;
			this.phase = phase;
			this.over = over;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.time.runUntil(this.over, LONGEST);
			// Who waits for the end hears of it in tasks of their own.
			this.time.runUntil(() -> false, Duration.ZERO);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
