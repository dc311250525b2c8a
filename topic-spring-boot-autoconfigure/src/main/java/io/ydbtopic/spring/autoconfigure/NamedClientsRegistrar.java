package io.ydbtopic.spring.autoconfigure;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TemplateSettings;
import io.ydbtopic.spring.core.TopicTemplate;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.InstanceSupplier;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.EnvironmentAware;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Makes a client, an admin and a template of each name under {@code ydb.topic.clients}.
 * They are injected where the qualifier is that name, and nowhere else.
 */
class NamedClientsRegistrar implements ImportBeanDefinitionRegistrar, EnvironmentAware {

	private static final String CLIENTS = TopicProperties.PREFIX + ".clients";

	private @Nullable Environment environment;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	/** Name of the bean that is the client of a cluster. */
	static String clientName(String name) {
		return name + "TopicClient";
	}

	/** Name of the bean that is the template of a cluster. */
	static String templateName(String name) {
		return name + "TopicTemplate";
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		if (this.environment != null) {
			register(this.environment, registry);
		}
	}

	/** Registers the beans of each name that the environment has. */
	static void register(Environment from, BeanDefinitionRegistry registry) {
		BindResult<Map<String, Object>> bound = Binder.get(from)
			.bind(CLIENTS, Bindable.mapOf(String.class, Object.class));
		Set<String> names = bound.isBound() ? bound.get().keySet() : Set.of();
		for (String name : names) {
			register(registry, name, clientName(name), TopicClient.class, (beans) -> open(from, beans, name), "close");
			register(registry, name, name + "TopicAdmin", TopicAdmin.class,
					(beans) -> beans.getBean(clientName(name), TopicClient.class).admin(), "");
			register(registry, name, templateName(name), TopicTemplate.class,
					(beans) -> new TopicTemplate(beans.getBean(NamedStreams.class), name,
							beans.getBean(TemplateSettings.class)),
					"");
		}
	}

	private static <B> void register(BeanDefinitionRegistry registry, String qualifier, String name, Class<B> type,
			Function<BeanFactory, B> made, String destroy) {
		if (registry.containsBeanDefinition(name)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setInstanceSupplier(InstanceSupplier.of((bean) -> made.apply(bean.getBeanFactory())));
		definition.setDefaultCandidate(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, qualifier));
		definition.setResourceDescription("'" + CLIENTS + "." + qualifier + "'");
		definition.setDestroyMethodName(destroy);
		NamedTopicBeans.mark(definition);
		registry.registerBeanDefinition(name, definition);
	}

	private static TopicClient open(Environment environment, BeanFactory beans, String name) {
		SettingLayers layers = SettingLayers.common(environment, CLIENTS + "." + name);
		ClientProperties properties = layers.bind(new ClientProperties());
		if (layers.origin("connection-string") == null) {
			throw new InvalidTopicPropertyException(CLIENTS + "." + name + ".connection-string",
					"not set (expected: where that cluster is, for example"
							+ " \"grpcs://ydb.example.com:2135/production\")",
					null);
		}
		if (properties.getClientName() == null) {
			properties.setClientName(name);
		}
		TopicConnectionDetails details = new PropertiesTopicConnectionDetails(properties, CLIENTS + "." + name,
				beans.getBeanProvider(SslBundles.class).getIfAvailable());
		TopicClientFactory factory = beans.getBeanProvider(TopicClientFactory.class)
			.getIfAvailable(() -> TopicClient::open);
		return factory.open(TopicPropertiesMapper.client(layers.values(), properties, details,
				environment.getProperty("spring.application.name")));
	}

}
