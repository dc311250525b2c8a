package io.ydbtopic.spring.autoconfigure;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.PartitionSession;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.annotation.EnableTopicListeners;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.annotation.TopicListenerConfigurer;
import io.ydbtopic.spring.config.DefaultTopicListenerContainerFactory;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.TopicListenerContainerCustomizer;
import io.ydbtopic.spring.config.TopicListenerContainerFactory;
import io.ydbtopic.spring.config.TopicListenerEndpoint;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.ContainerParts;
import io.ydbtopic.spring.listener.DeliveryContext;
import io.ydbtopic.spring.listener.ErrorDecision;
import io.ydbtopic.spring.listener.FakeTopicClient;
import io.ydbtopic.spring.listener.ListenerFailure;
import io.ydbtopic.spring.listener.PartitionTrouble;
import io.ydbtopic.spring.listener.TopicErrorHandler;
import io.ydbtopic.spring.listener.TopicRecoverer;
import io.ydbtopic.spring.listener.VirtualListenerRuntime;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where listeners come from, and who has a say in what they are made of.
 */
class DeclaredListenersTest {

	private final ListeningContext context = new ListeningContext();

	private final List<Object> got = new ArrayList<>();

	@Test
	void oneMethodMayBeSeveralListeners() {
		this.context.run(new Repeated(), (registry) -> {
			assertThat(registry.getContainerIds()).containsExactly("new", "old");
			assertThat(registry.getContainer("new").properties().reader().consumer()).isEqualTo("billing");
			assertThat(registry.getContainer("old").properties().reader().consumer()).isEqualTo("archive");
		});
	}

	@Test
	void anAnnotationOfOnesOwnStandsForIt() {
		this.context.run(new Composed(), (registry) -> assertThat(registry.getContainer("mine").properties())
			.satisfies((properties) -> assertThat(properties.reader().consumer()).isEqualTo("audit")));
	}

	@Test
	void theFactoryOfAListenerIsABeanByNameAndHasTheApplicationsSettings() {
		this.context.runner = this.context.runner.withPropertyValues("ydb.topic.listener.concurrency=3")
			.withBean("slowFactory", DefaultTopicListenerContainerFactory.class,
					() -> new DefaultTopicListenerContainerFactory(this.context.client, this.context.runtime))
			.withBean(FactorySetUp.class);
		this.context.run(new ByFactory(), (registry) -> {
			assertThat(registry.getContainer("slow").properties().concurrency()).isEqualTo(3);
			assertThat(registry.getContainer("slow").errorHandling()).contains("Pass");
			assertThat(registry.getContainer("usual").errorHandling()).doesNotContain("Pass");
		});
	}

	@Test
	void aFactoryThatIsMissingFailsWithTheMethodAndTheNearestName() {
		this.context.runner.withBean(MissingFactory.class)
			.run((application) -> assertThat(this.context.analysis.of(application))
				.contains("MissingFactory.listen(String)")
				.contains("no bean 'topicListenerContainerFactori'")
				.contains("Did you mean 'topicListenerContainerFactory'?"));
	}

	@Test
	void customizersHaveTheLastWordInTheirOrder() {
		List<String> order = new ArrayList<>();
		this.context.runner = this.context.runner
			.withBean("second", TopicListenerContainerCustomizer.class, () -> new Naming("second", order, 2))
			.withBean("first", TopicListenerContainerCustomizer.class, () -> new Naming("first", order, 1));
		this.context.run(new Composed(), (registry) -> {
			assertThat(order).containsExactly("first", "second");
			assertThat(registry.getContainer("mine").errorHandling()).contains("Pass");
		});
	}

	@Test
	void aConfigurerAddsListenersInCode() {
		this.context.runner = this.context.runner
			.withBean(TopicListenerConfigurer.class,
					() -> (registrar) -> registrar.register(TopicListenerEndpoint.of(
							ListenerAttributes.of("coded", "billing", "orders"), Deserializer.bytes(),
							(message, delivery) -> this.got.add(new String(message.value())))));
		this.context.runner.run((application) -> {
			assertThat(application.getBean(TopicListenerEndpointRegistry.class).getContainerIds())
				.containsExactly("coded");
			this.context.deliver(this.context.session.batch("a"));
			assertThat(this.got).containsExactly("a");
		});
	}

	@Test
	void withoutBootAnAnnotationEnablesListeners() {
		FakeTopicClient client = new FakeTopicClient();
		try (AnnotationConfigApplicationContext plain = new AnnotationConfigApplicationContext()) {
			plain.registerBean(TopicClient.class, () -> client);
			plain.register(Plain.class, Composed.class);
			plain.refresh();
			assertThat(plain.getBean(TopicListenerEndpointRegistry.class).getContainerIds()).containsExactly("mine");
			assertThat(client.subscriptions).hasSize(1);
		}
	}

	@Test
	void theHandlerOfAListenerIsABeanByName() {
		this.context.runner = this.context.runner.withBean("lenient", TopicErrorHandler.class, Pass::new);
		this.context.run(new WithHandler(), (registry) -> {
			this.context.deliver(this.context.session.batch("a", "b"));
			assertThat(this.context.session.commits).as("both recovered").containsExactly(40L, 41L);
			assertThat(registry.getContainer("handled").troubles()).isEmpty();
		});
	}

	@Test
	void theSessionAndTheCallAreGiven() {
		this.context.run(new WithSession(), (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			assertThat(this.got).containsExactly("/local/orders", 2L, "session", 1);
		});
	}

	@Test
	void theLogContextNamesTheMessageDuringTheCallAndNotAfterwards() {
		this.context.run(new WithLogContext(), (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			assertThat(this.got).containsExactly("/local/orders", "2", "40");
			assertThat(MDC.get("ydb.offset")).isNull();
		});
	}

	@Test
	void theLogContextIsWholeAgainAfterAListenerHasClearedIt() {
		this.context.run(new ClearingLogContext(), (registry) -> {
			this.context.deliver(this.context.session.batch("a", "b"));
			assertThat(this.got).containsExactly("/local/orders 2 40", "/local/orders 2 41");
			assertThat(MDC.get("ydb.topic")).isNull();
		});
	}

	@Test
	void whatIsLoggedAboutAFailureQuotesNoPayload() {
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		Logger logger = (Logger) LoggerFactory.getLogger("io.ydbtopic");
		lines.start();
		logger.addAppender(lines);
		try {
			this.context.run(new Reading(), (registry) -> {
				this.context.deliver(this.context.session.batch("{\"id\": secret-4711"));
				assertThat(registry.getContainer("reading").troubles()).singleElement()
					.satisfies((trouble) -> assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD));
			});
		}
		finally {
			logger.detachAppender(lines);
		}
		assertThat(lines.list).as("the failure is logged").anyMatch((line) -> text(line).contains("/local/orders"));
		assertThat(lines.list).noneMatch((line) -> text(line).contains("4711"));
	}

	private static String text(ILoggingEvent line) {
		StringBuilder text = new StringBuilder(line.getFormattedMessage());
		for (IThrowableProxy cause = line.getThrowableProxy(); cause != null; cause = cause.getCause()) {
			text.append('\n').append(cause.getClassName()).append(": ").append(cause.getMessage());
		}
		return text.toString();
	}

	record Order(String id) {
	}

	/** Takes every failure for handled. */
	private static final class Pass implements TopicErrorHandler {

		@Override
		public ErrorDecision decide(ListenerFailure failure) {
			return new ErrorDecision.Recover(TopicRecoverer.skipping());
		}

	}

	private record Naming(String name, List<String> order,
			int getOrder) implements TopicListenerContainerCustomizer, Ordered {

		@Override
		public ContainerParts customize(ContainerParts parts, TopicListenerEndpoint endpoint) {
			this.order.add(this.name);
			return parts.withErrorHandler(new Pass());
		}

	}

	static class FactorySetUp {

		FactorySetUp(TopicListenerContainerFactoryConfigurer configurer,
				DefaultTopicListenerContainerFactory slowFactory) {
			configurer.configure(slowFactory);
			slowFactory.setErrorHandler(new Pass());
		}

	}

	static class Repeated {

		@TopicListener(id = "new", topics = "orders", consumer = "billing")
		@TopicListener(id = "old", topics = "orders-2025", consumer = "archive")
		void listen(String payload) {
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@TopicListener(topics = "orders")
	@interface OrdersListener {

		@AliasFor(annotation = TopicListener.class)
		String id();

		@AliasFor(annotation = TopicListener.class, attribute = "consumer")
		String as();

	}

	static class Composed {

		@OrdersListener(id = "mine", as = "audit")
		void listen(String payload) {
		}

	}

	static class ByFactory {

		@TopicListener(id = "slow", topics = "orders", consumer = "billing", containerFactory = "slowFactory")
		void slow(String payload) {
		}

		@TopicListener(id = "usual", topics = "orders", consumer = "billing")
		void usual(String payload) {
		}

	}

	static class MissingFactory {

		@TopicListener(topics = "orders", consumer = "billing", containerFactory = "topicListenerContainerFactori")
		void listen(String payload) {
		}

	}

	static class WithHandler {

		@TopicListener(id = "handled", topics = "orders", consumer = "billing", errorHandler = "lenient")
		void listen(String payload) {
			throw new IllegalStateException("always");
		}

	}

	class WithSession {

		@TopicListener(id = "session", topics = "orders", consumer = "billing")
		void listen(PartitionSession session, DeliveryContext call, String payload) {
			DeclaredListenersTest.this.got
				.addAll(List.of(session.topic(), session.partitionId(), call.listenerId(), call.attempt()));
		}

	}

	class WithLogContext {

		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String payload) {
			DeclaredListenersTest.this.got
				.addAll(List.of(MDC.get("ydb.topic"), MDC.get("ydb.partition"), MDC.get("ydb.offset")));
		}

	}

	class ClearingLogContext {

		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String payload) {
			DeclaredListenersTest.this.got
				.add(MDC.get("ydb.topic") + " " + MDC.get("ydb.partition") + " " + MDC.get("ydb.offset"));
			MDC.clear();
		}

	}

	static class Reading {

		@TopicListener(id = "reading", topics = "orders", consumer = "billing")
		void listen(Order order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTopicListeners
	static class Plain {

		@Bean
		TopicListenerContainerFactory topicListenerContainerFactory(TopicClient client) {
			return new DefaultTopicListenerContainerFactory(client, new VirtualListenerRuntime());
		}

	}

}
