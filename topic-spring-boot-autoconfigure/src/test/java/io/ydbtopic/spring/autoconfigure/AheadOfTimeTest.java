package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.javapoet.ClassName;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is generated ahead of time, and what it needs at run time.
 */
class AheadOfTimeTest {

	private final InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();

	private final DefaultGenerationContext generation = new DefaultGenerationContext(
			new ClassNameGenerator(ClassName.get(AheadOfTimeTest.class)), this.files);

	private void process(Class<?>... types) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.setEnvironment(new MockEnvironment().withProperty("ydb.topic.writers.orders.topic", "shop/orders"));
			context.register(types);
			new ApplicationContextAotGenerator().processAheadOfTime((GenericApplicationContext) context,
					this.generation);
			this.generation.writeGeneratedContent();
		}
	}

	@Test
	void namesOfTheConfigurationAreRegisteredAtStartAndNotFixedBefore() throws Exception {
		process(TopicAutoConfiguration.class);
		StringBuilder sources = new StringBuilder();
		for (String file : this.files.getGeneratedFiles(Kind.SOURCE).keySet()) {
			sources.append(this.files.getGeneratedFileContent(Kind.SOURCE, file));
		}
		assertThat(sources).contains("NamedTopicBeans.register(beanFactory, environment)")
			.doesNotContain("\"orders\"")
			.doesNotContain("shop/orders");
	}

	@Test
	void theRegistrationMakesTheBeansOfTheEnvironmentItFinds() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		NamedTopicBeans.register(beans,
				new MockEnvironment().withProperty("ydb.topic.writers.refunds.topic", "shop/refunds")
					.withProperty("ydb.topic.clients.archive.connection-string", "grpc://archive:1/local"));
		assertThat(beans.getBeanNamesForType(TopicWriter.class)).containsExactly("refunds");
		assertThat(beans.containsBeanDefinition("archiveTopicClient")).isTrue();
	}

	@Test
	void listenerMethodsTheirTypesAndThePropertiesAreKeptForReflection() throws Exception {
		process(TopicAutoConfiguration.class, Listening.class);
		RuntimeHints hints = this.generation.getRuntimeHints();
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(Listening.class.getDeclaredMethod("listen", Order.class))).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(Order.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ListenerProperties.class, "setConcurrency"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(ReaderProperties.Buffer.class, "setMaxBytes"))
			.accepts(hints);
	}

	record Order(String id) {
	}

	static class Listening {

		@TopicListener(topics = "orders", consumer = "billing")
		void listen(Order order) {
		}

	}

}
