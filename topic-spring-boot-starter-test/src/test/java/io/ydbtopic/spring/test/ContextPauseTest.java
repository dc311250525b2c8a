package io.ydbtopic.spring.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.listener.ListenerState;
import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A context that is paused and restarted, one that is lazy, and one that is closed while
 * it is busy.
 */
class ContextPauseTest {

	private static ConfigurableApplicationContext start(String... more) {
		SpringApplication application = new SpringApplicationBuilder(App.class).web(WebApplicationType.NONE)
			.properties("ydb.topic.embedded.enabled=true", "ydb.topic.embedded.topics.orders.partitions=1",
					"ydb.topic.embedded.topics.orders.consumers=billing", "ydb.topic.writers.orders.topic=orders")
			.properties(more)
			.build();
		return application.run();
	}

	@Test
	@SuppressWarnings("unchecked")
	void writersAndListenersGoOnAfterAPauseOfTheContext() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			TopicWriter<Object> orders = context.getBean("orders", TopicWriter.class);
			Billing billing = context.getBean(Billing.class);
			orders.write(new Order("before", 1)).get();
			await().untilAsserted(() -> assertThat(billing.ids).containsExactly("before"));
			context.pause();
			TopicListenerEndpointRegistry registry = context.getBean(TopicListenerEndpointRegistry.class);
			assertThat(registry.getContainer("billing").state()).isEqualTo(ListenerState.STOPPED);
			context.restart();
			orders.write(new Order("after", 1)).get();
			await().untilAsserted(() -> assertThat(billing.ids).containsExactly("before", "after"));
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void lazyInitializationLeavesNoListenerUnfound() throws Exception {
		try (ConfigurableApplicationContext context = start("spring.main.lazy-initialization=true")) {
			TopicWriter<Object> orders = context.getBean("orders", TopicWriter.class);
			orders.write(new Order("lazy", 1)).get();
			assertThat(context.getBean(TopicListenerEndpointRegistry.class).getContainerIds())
				.containsExactly("billing");
			await().untilAsserted(() -> assertThat(context.getBean(Billing.class).ids).containsExactly("lazy"));
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void whatWasWrittenBeforeACloseIsStored() {
		ConfigurableApplicationContext context = start();
		TopicWriter<Object> orders = context.getBean("orders", TopicWriter.class);
		EmbeddedBroker broker = context.getBean(EmbeddedBroker.class);
		for (int i = 0; i < 100; i++) {
			orders.write(new Order("o-" + i, i));
		}
		context.getBean(TopicListenerEndpointRegistry.class).stop();
		context.getBean(NamedStreams.class).stop();
		assertThat(broker.endOffset("orders", 0)).isEqualTo(100);
		context.close();
	}

	static class Billing {

		final List<String> ids = new CopyOnWriteArrayList<>();

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(Order order) {
			this.ids.add(order.id());
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Billing.class)
	static class App {

	}

}
