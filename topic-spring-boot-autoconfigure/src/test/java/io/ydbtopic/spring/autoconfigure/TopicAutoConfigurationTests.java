package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.NodePreference;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.TopicReader;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterCloseReport;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.spring.config.TopicListenerContainerFactory;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicTemplate;
import io.ydbtopic.spring.support.TopicMessageConverter;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.ArgumentCaptor;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

class TopicAutoConfigurationTests {

	private final TopicClient client = mock();

	private final Analysis analysis = new Analysis();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, TopicAutoConfiguration.class,
				TopicHealthContributorAutoConfiguration.class, TopicMetricsAutoConfiguration.class,
				TopicsEndpointAutoConfiguration.class))
		.withInitializer(this.analysis)
		.withBean("client", TopicClient.class, () -> this.client);

	TopicAutoConfigurationTests() {
		given(this.client.admin()).willReturn(mock(TopicAdmin.class));
	}

	@Nested
	class Beans {

		@Test
		void thereIsEverythingThatAnApplicationNeeds() {
			TopicAutoConfigurationTests.this.runner.run((context) -> assertThat(context).hasSingleBean(TopicAdmin.class)
				.hasSingleBean(TopicOperations.class)
				.hasSingleBean(NamedStreams.class)
				.hasSingleBean(TopicClientSettings.class)
				.hasSingleBean(TopicListenerEndpointRegistry.class)
				.hasSingleBean(TopicListenerContainerFactory.class)
				.hasSingleBean(TopicListenerContainerFactoryConfigurer.class)
				.hasSingleBean(TopicConnectionDetails.class));
		}

		@Test
		void withoutActuatorAndMicrometerAndHealthTheRestIsThere() {
			TopicAutoConfigurationTests.this.runner
				.withClassLoader(new FilteredClassLoader(HealthContributor.class, MeterRegistry.class,
						org.springframework.boot.actuate.endpoint.annotation.Endpoint.class, EmbeddedBroker.class,
						jakarta.validation.Validator.class))
				.run((context) -> assertThat(context).hasNotFailed()
					.hasSingleBean(TopicListenerEndpointRegistry.class)
					.doesNotHaveBean("ydbTopicHealthContributor"));
		}

		@Test
		void withoutJacksonBytesAndTextAreThere() {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
				.withInitializer(TopicAutoConfigurationTests.this.analysis)
				.withBean("client", TopicClient.class, () -> TopicAutoConfigurationTests.this.client)
				.withClassLoader(new FilteredClassLoader("tools.jackson"))
				.run((context) -> {
					TopicMessageConverter converter = context.getBean(TopicMessageConverter.class);
					assertThat(converter.toPayload("text")).asString().isEqualTo("text");
					assertThat(converter.whyNotReadable(Order.class)).contains("spring-boot-starter-jackson");
				});
		}

		@Test
		void aUsersBeansWin() {
			TopicAutoConfigurationTests.this.runner.withUserConfiguration(UserBeans.class)
				.run((context) -> assertThat(context).hasSingleBean(TopicOperations.class)
					.doesNotHaveBean(TopicTemplate.class)
					.hasSingleBean(TopicMessageConverter.class)
					.getBean(TopicMessageConverter.class)
					.isSameAs(UserBeans.CONVERTER));
		}

		@Test
		void aUsersConnectionDetailsWin() {
			TopicAutoConfigurationTests.this.runner
				.withBean(TopicConnectionDetails.class, () -> () -> "grpc://elsewhere:1/db")
				.run((context) -> {
					assertThat(context).doesNotHaveBean(PropertiesTopicConnectionDetails.class);
					assertThat(context.getBean(TopicClientSettings.class).connectionString().toString())
						.contains("elsewhere");
				});
		}

	}

	@Nested
	class ClientProperties {

		@Test
		void theyReachTheClient() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("spring.application.name=shop", "ydb.topic.connection-string=grpcs://ydb:2135",
						"ydb.topic.database=/prod", "ydb.topic.token=secret", "ydb.topic.discovery.enabled=false",
						"ydb.topic.connect-timeout=3s", "ydb.topic.keep-alive=0s")
				.run((context) -> {
					TopicClientSettings settings = context.getBean(TopicClientSettings.class);
					assertThat(settings.connectionString().toString()).contains("ydb").contains("/prod");
					assertThat(settings.name()).isEqualTo("shop");
					assertThat(settings.tokens().token()).isEqualTo("secret");
					assertThat(settings.discovery()).isFalse();
					assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(3));
					assertThat(settings.keepAlive()).isEqualTo(Duration.ZERO);
				});
		}

		@Test
		void aUserLogsIn() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.user=ann", "ydb.topic.password=s3cret",
						"ydb.topic.discovery.prefer=near")
				.run((context) -> {
					TopicClientSettings settings = context.getBean(TopicClientSettings.class);
					assertThat(settings.tokens()).isInstanceOfSatisfying(StaticLogin.class, (login) -> {
						assertThat(login.user()).isEqualTo("ann");
						assertThat(login.password()).isEqualTo("s3cret");
					});
					assertThat(settings.nodePreference()).isEqualTo(NodePreference.near());
				});
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.user=root", "ydb.topic.discovery.prefer=vla")
				.run((context) -> {
					TopicClientSettings settings = context.getBean(TopicClientSettings.class);
					assertThat(((StaticLogin) settings.tokens()).password()).isEmpty();
					assertThat(settings.nodePreference()).isEqualTo(NodePreference.location("vla"));
				});
		}

		@Test
		void aTokenComesFromAFile(@TempDir Path directory) throws IOException {
			Path file = Files.writeString(directory.resolve("token"), "t0ken\n");
			TopicAutoConfigurationTests.this.runner.withPropertyValues("ydb.topic.token-file=" + file)
				.run((context) -> assertThat(context.getBean(TopicClientSettings.class).tokens().token())
					.isEqualTo("t0ken"));
		}

		@Test
		void credentialsForAnotherMachineNeedTlsOrAPermission() {
			ApplicationContextRunner remote = TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.connection-string=grpc://ydb.example.com/prod");
			remote.withPropertyValues("ydb.topic.token=planted-s3cret").run((context) -> {
				assertThat(context).hasFailed();
				assertThat(context.getStartupFailure())
					.hasStackTraceContaining("Property 'ydb.topic.allow-plaintext-credentials': false")
					.hasStackTraceContaining("grpc://ydb.example.com:2136/prod unencrypted")
					.hasStackTraceContaining("TopicClientSettings.Builder.allowPlaintextCredentials(true)")
					.extracting(Throwables::getStackTrace)
					.asString()
					.doesNotContain("planted-s3cret");
			});
			remote.withBean(TokenProvider.class, () -> TokenProvider.fixed("own"))
				.run((context) -> assertThat(context).hasFailed());
			remote.withPropertyValues("ydb.topic.token=planted-s3cret", "ydb.topic.allow-plaintext-credentials=true")
				.run((context) -> assertThat(context).hasNotFailed());
			remote.withPropertyValues("ydb.topic.token=planted-s3cret")
				.withBean(TopicClientSettingsCustomizer.class,
						() -> (builder) -> builder.allowPlaintextCredentials(true))
				.run((context) -> assertThat(context).hasNotFailed());
		}

		@Test
		void aTokenProviderBeanReplacesTheProperties() {
			TopicAutoConfigurationTests.this.runner.withPropertyValues("ydb.topic.token=secret")
				.withBean(TokenProvider.class, () -> TokenProvider.fixed("own"))
				.run((context) -> assertThat(context.getBean(TopicClientSettings.class).tokens().token())
					.isEqualTo("own"));
		}

		@Test
		void customizersComeAfterTheProperties() {
			TopicAutoConfigurationTests.this.runner.withPropertyValues("ydb.topic.token=secret")
				.withBean(TopicClientSettingsCustomizer.class,
						() -> (builder) -> builder.tokens(TokenProvider.fixed("own")))
				.run((context) -> assertThat(context.getBean(TopicClientSettings.class).tokens().token())
					.isEqualTo("own"));
		}

	}

	@Nested
	class Writers {

		@Test
		void aNameIsABeanForAnyTypeAndWritesJsonTextAndBytes() {
			TopicWriter<Object> stream = mock();
			given(stream.closeAsync(any())).willReturn(completedFuture(WriterCloseReport.CLEAN));
			ArgumentCaptor<WriterSettings> settings = ArgumentCaptor.captor();
			ArgumentCaptor<Serializer<Object>> serializer = ArgumentCaptor.captor();
			given(TopicAutoConfigurationTests.this.client.<Object>writer(settings.capture(), serializer.capture()))
				.willReturn(stream);
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.writers.orders.topic=shop/orders",
						"ydb.topic.writers.orders.producer-id=p", "ydb.topic.writers.orders.codec=gzip",
						"ydb.topic.writers.orders.buffer.max-bytes=1MB", "ydb.topic.writers.orders.buffer.on-full=fail",
						"ydb.topic.writers.orders.linger=5ms", "ydb.topic.writers.texts.topic=texts")
				.withBean(Shop.class)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(context.getBean(Shop.class).orders).isNotNull();
					WriterSettings orders = settings.getAllValues()
						.stream()
						.filter((one) -> one.name().equals("orders"))
						.findFirst()
						.orElseThrow();
					assertThat(orders.topic()).isEqualTo("shop/orders");
					assertThat(orders.producerId()).isEqualTo("p");
					assertThat(orders.codec().number()).isEqualTo(Codec.GZIP);
					assertThat(orders.bufferMaxBytes()).isEqualTo(1024 * 1024);
					assertThat(orders.bufferFull().maxWait()).isZero();
					assertThat(orders.linger()).isEqualTo(Duration.ofMillis(5));
					assertThat(serializer.getValue().serialize(new Order("1"))).asString().isEqualTo("{\"id\":\"1\"}");
					assertThat(serializer.getValue().serialize("text")).asString().isEqualTo("text");
				});
			verify(stream, atLeastOnce()).closeAsync(Duration.ofSeconds(20));
		}

		@Test
		void aNameThatNobodyUsesOpensNoStream() {
			TopicAutoConfigurationTests.this.runner.withPropertyValues("ydb.topic.writers.orders.topic=orders")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					verify(TopicAutoConfigurationTests.this.client, never()).writer(any(), any());
				});
		}

		@Test
		void aTypoInAQualifierFailsWithTheNearestName() {
			TopicAutoConfigurationTests.this.runner.withPropertyValues("ydb.topic.writers.orders.topic=orders")
				.withBean(Typo.class)
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("the writer 'ordrs'")
					.contains("ydb.topic.writers.ordrs")
					.contains("Did you mean 'orders'?"));
		}

		@Test
		void anAmbiguousPlaceFailsWithTheKnownNames() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.writers.orders.topic=orders", "ydb.topic.writers.refunds.topic=refunds")
				.withBean(Unclear.class)
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context)).contains("'oders'")
					.contains("Did you mean 'orders'?")
					.contains("orders, refunds"));
		}

		@Test
		void aTypeWithoutAConverterFailsWithThePlace() {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
				.withInitializer(TopicAutoConfigurationTests.this.analysis)
				.withBean("client", TopicClient.class, () -> TopicAutoConfigurationTests.this.client)
				.withPropertyValues("ydb.topic.writers.orders.topic=orders", "ydb.topic.writers.texts.topic=texts")
				.withBean(Shop.class)
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("writer 'orders'")
					.contains("Shop")
					.contains("no converter for " + Order.class.getName()));
		}

		@Test
		void aNameThatIsAWriterAndAReaderFailsWithBothKeys() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.writers.orders.topic=orders", "ydb.topic.readers.orders.topics=orders")
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("ydb.topic.writers.orders")
					.contains("ydb.topic.readers.orders"));
		}

		@Test
		void aNameThatIsTakenByAnotherBeanFails() {
			TopicAutoConfigurationTests.this.runner.withBean("orders", String.class, () -> "taken")
				.withPropertyValues("ydb.topic.writers.orders.topic=orders")
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("'ydb.topic.writers.orders' is taken"));
		}

	}

	@Nested
	class Readers {

		@Test
		void aNameReadsValuesOfTheTypeAtThePlace() {
			TopicReader<Object> stream = mock();
			given(stream.closeAsync(any())).willReturn(completedFuture(null));
			ArgumentCaptor<ReaderSettings> settings = ArgumentCaptor.captor();
			ArgumentCaptor<Deserializer<Object>> deserializer = ArgumentCaptor.captor();
			given(TopicAutoConfigurationTests.this.client.<Object>reader(settings.capture(), deserializer.capture()))
				.willReturn(stream);
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.readers.audit.topics=orders,refunds",
						"ydb.topic.readers.audit.consumer=audit", "ydb.topic.readers.audit.buffer.max-bytes=4MB")
				.withBean(Audit.class)
				.run((context) -> {
					assertThat(context).hasNotFailed();
					assertThat(settings.getValue().topics()).hasSize(2);
					assertThat(settings.getValue().consumer()).isEqualTo("audit");
					assertThat(settings.getValue().bufferMaxBytes()).isEqualTo(4 * 1024 * 1024);
					assertThat(deserializer.getValue().deserialize(json("{\"id\":\"7\"}"))).isEqualTo(new Order("7"));
				});
		}

		@Test
		void twoPlacesWithTwoTypesFailWithBoth() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.readers.audit.topics=orders", "ydb.topic.readers.audit.consumer=audit")
				.withBean(Audit.class)
				.withBean(TextAudit.class)
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("reader 'audit'")
					.contains(Order.class.getName())
					.contains(String.class.getName())
					.contains("TextAudit"));
		}

		@Test
		void aTypeThatJsonCannotMakeFailsWithThePlace() {
			TopicAutoConfigurationTests.this.runner
				.withPropertyValues("ydb.topic.readers.audit.topics=orders", "ydb.topic.readers.audit.consumer=audit")
				.withBean(AbstractAudit.class)
				.run((context) -> assertThat(TopicAutoConfigurationTests.this.analysis.of(context))
					.contains("reader 'audit'")
					.contains("AbstractAudit")
					.contains("Jackson can't make a"));
		}

		private static ByteBuffer json(String text) {
			return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
		}

	}

	record Order(String id) {
	}

	interface Shape {

	}

	static class Shop {

		@Autowired
		TopicWriter<Order> orders;

		@Autowired
		TopicWriter<String> texts;

	}

	static class Typo {

		Typo(@Qualifier("ordrs") TopicWriter<Order> writer) {
		}

	}

	static class Unclear {

		Unclear(TopicWriter<Order> oders) {
		}

	}

	static class Audit {

		@Autowired
		TopicReader<Order> audit;

	}

	static class TextAudit {

		@Autowired
		TopicReader<String> audit;

	}

	static class AbstractAudit {

		@Autowired
		TopicReader<Shape> audit;

	}

	@Configuration(proxyBeanMethods = false)
	static class UserBeans {

		static final TopicMessageConverter CONVERTER = new TopicMessageConverter(List.of());

		@Bean
		TopicMessageConverter converter() {
			return CONVERTER;
		}

		@Bean
		TopicOperations operations() {
			return mock();
		}

		@Bean
		Map<String, String> unrelated() {
			return Map.of();
		}

	}

}
