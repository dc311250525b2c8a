package io.ydbtopic.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TemplateSettings;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.core.TopicDefinition;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicProvisioner;
import io.ydbtopic.spring.core.TopicTemplate;
import io.ydbtopic.spring.core.TopicWriteInterceptor;
import io.ydbtopic.spring.core.TopicWriteObserver;
import io.ydbtopic.spring.core.WriteHooks;
import io.ydbtopic.spring.core.WriterDefinition;
import io.ydbtopic.spring.support.JsonMessageConverter;
import io.ydbtopic.spring.support.ProtobufPayloadConverter;
import io.ydbtopic.spring.support.TopicMessageConverter;
import io.ydbtopic.spring.support.TypeMappings;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The client, its writers and readers, and listeners. Nothing connects before the
 * application starts its lifecycle.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration",
		"org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration" })
@ConditionalOnClass(TopicClient.class)
@EnableConfigurationProperties(TopicProperties.class)
@Import({ NamedStreamsRegistrar.class, NamedClientsRegistrar.class, TopicAnnotationDrivenConfiguration.class })
public final class TopicAutoConfiguration {

	TopicAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(TopicConnectionDetails.class)
	PropertiesTopicConnectionDetails topicConnectionDetails(TopicProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		if (properties.getEmbedded().isEnabled()) {
			throw new MissingEmbeddedBrokerException();
		}
		return new PropertiesTopicConnectionDetails(properties, TopicProperties.PREFIX, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	TopicClientSettings topicClientSettings(TopicProperties properties, TopicConnectionDetails details,
			ObjectProvider<TokenProvider> tokens, ObjectProvider<TopicClientSettingsCustomizer> customizers,
			Environment environment) {
		KeyedValues values = new KeyedValues(TopicProperties.PREFIX);
		TopicClientSettings.Builder builder = TopicPropertiesMapper.clientBuilder(values, properties, details,
				environment.getProperty("spring.application.name"));
		tokens.ifAvailable(builder::tokens);
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return TopicPropertiesMapper.built(values, builder);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicClient topicClient(TopicClientSettings settings, ObjectProvider<TopicClientFactory> factory) {
		return factory.getIfAvailable(() -> TopicClient::open).open(settings);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicAdmin topicAdmin(TopicClient client) {
		return client.admin();
	}

	@Bean
	@ConditionalOnMissingBean
	TypeMappings topicTypeMappings(TopicProperties properties, ResourceLoader resources) {
		return new MappedTypes(properties, resources.getClassLoader()).names();
	}

	@Bean
	@ConditionalOnMissingBean
	TopicMessageConverter topicMessageConverter(TypeMappings types) {
		return new TopicMessageConverter(List.of(new ProtobufPayloadConverter()), types);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicClients topicClients(TopicClient client, TopicProperties properties, BeanFactory beans) {
		return new TopicClients(client, properties.getClients().keySet(),
				(name) -> beans.getBean(NamedClientsRegistrar.clientName(name), TopicClient.class));
	}

	@Bean
	StreamSettings topicStreamSettings(Environment environment) {
		return new StreamSettings(environment);
	}

	@Bean
	@ConditionalOnMissingBean
	NamedStreams topicNamedStreams(TopicClient client, TopicMessageConverter converter, TopicProperties properties,
			StreamSettings settings, TopicClients clients, ObjectProvider<TopicWriteInterceptor> interceptors,
			ObjectProvider<TopicWriteObserver> observer) {
		settings.check();
		int maxWriters = properties.getTemplate().getMaxWriters();
		if (maxWriters < 1) {
			throw new InvalidTopicPropertyException(TopicProperties.PREFIX + ".template.max-writers",
					maxWriters + " (expected: at least 1)", null);
		}
		Map<String, WriterDefinition> writers = new LinkedHashMap<>();
		properties.getWriters().keySet().forEach((name) -> writers.put(name, settings.writer(name)));
		Map<String, ReaderSettings> readers = new LinkedHashMap<>();
		properties.getReaders().keySet().forEach((name) -> readers.put(name, settings.reader(name)));
		return new NamedStreams(client, converter, writers, readers, settings::template,
				(name) -> clients.of(settings.client(name, writers.containsKey(name))), clients::of,
				new WriteHooks(interceptors.orderedStream().toList(), observer.getIfUnique()), maxWriters);
	}

	@Bean
	TemplateSettings topicTemplateSettings(TopicProperties properties, ResourceLoader resources) {
		return new MappedTypes(properties, resources.getClassLoader()).templates();
	}

	@Bean
	@ConditionalOnMissingBean(TopicOperations.class)
	TopicTemplate topicTemplate(NamedStreams streams, TemplateSettings settings) {
		return new TopicTemplate(streams, null, settings);
	}

	@Bean
	@ConditionalOnMissingBean
	TopicProvisioner topicProvisioner(TopicClients clients, ObjectProvider<TopicDefinition> definitions,
			TopicProperties properties) {
		return new TopicProvisioner(clients, definitions.orderedStream().toList(), properties.getProvisioning());
	}

	@Bean
	@ConditionalOnMissingBean
	StreamEvents topicStreamEvents(TopicClients clients, ApplicationEventPublisher events) {
		return new StreamEvents(clients, events);
	}

	/** JSON, where Jackson is. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class JacksonConfiguration {

		@Bean
		@ConditionalOnBean(JsonMapper.class)
		@ConditionalOnMissingBean(TopicMessageConverter.class)
		TopicMessageConverter topicMessageConverter(JsonMapper mapper, TypeMappings types) {
			return new TopicMessageConverter(List.of(new ProtobufPayloadConverter(), new JsonMessageConverter(mapper)),
					types);
		}

	}

}
