package io.ydbtopic.spring.autoconfigure;

import java.util.function.Consumer;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.listener.FakeSession;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerRuntime;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * An application with one listener, on a fake client and virtual time.
 */
final class ListeningContext {

	final FakeTopicClient client = new FakeTopicClient();

	final VirtualListenerRuntime runtime = new VirtualListenerRuntime();

	final TopicAdmin admin = mock();

	final TopicOperations operations = mock();

	final FakeSession session = new FakeSession("/local/orders", 2).from(40);

	/** Of a start that fails. */
	final Analysis analysis = new Analysis();

	ApplicationContextRunner runner = new ApplicationContextRunner().withInitializer(this.analysis)
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, ValidationAutoConfiguration.class,
				TopicAutoConfiguration.class))
		.withBean("client", TopicClient.class, () -> this.client)
		.withBean("admin", TopicAdmin.class, () -> this.admin)
		.withBean("operations", TopicOperations.class, () -> this.operations)
		.withBean("runtime", ListenerRuntime.class, () -> this.runtime);

	/** Delivers a batch, and runs what it begins. */
	void deliver(MessageBatch<byte[]> batch) {
		this.client.subscription().deliver(batch);
		this.runtime.run();
	}

	/** Starts the application, and tests it while it runs. */
	@SuppressWarnings("unchecked")
	void run(Object listener, Consumer<TopicListenerEndpointRegistry> test) {
		this.runner.withBean("listening", (Class<Object>) listener.getClass(), () -> listener).run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context.getBean(TopicListenerEndpointRegistry.class));
		});
	}

}
