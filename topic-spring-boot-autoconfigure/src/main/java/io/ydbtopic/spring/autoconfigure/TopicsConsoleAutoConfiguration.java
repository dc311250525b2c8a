package io.ydbtopic.spring.autoconfigure;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.console.ConsoleOperations;
import io.ydbtopic.spring.console.ConsoleRoutes;
import io.ydbtopic.spring.console.ConsoleSettings;
import io.ydbtopic.spring.console.ConsoleViews;
import io.ydbtopic.spring.console.LagHistory;
import io.ydbtopic.spring.console.LagSampler;
import io.ydbtopic.spring.console.MessageTail;
import io.ydbtopic.spring.console.ShownTopics;
import io.ydbtopic.spring.core.NamedStreams;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.listener.ListenerRuntime;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * The console, in servlet applications that switch it on.
 */
@AutoConfiguration(after = TopicAutoConfiguration.class)
@ConditionalOnBooleanProperty("ydb.topic.console.enabled")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ RouterFunction.class, JsonMapper.class })
@ConditionalOnBean(TopicClient.class)
public final class TopicsConsoleAutoConfiguration {

	TopicsConsoleAutoConfiguration() {
	}

	@Bean
	ConsoleSettings topicsConsoleSettings(TopicProperties properties) {
		TopicProperties.Console console = properties.getConsole();
		return new KeyedValues(TopicProperties.PREFIX + ".console")
			.checkAll(() -> new ConsoleSettings(console.getPath(), console.getTopics(), console.isPayloads(),
					console.isOperations(), console.getLagInterval(), console.getLagSamples()));
	}

	@Bean
	ShownTopics topicsConsoleTopics(TopicListenerEndpointRegistry registry, NamedStreams named, TopicAdmin admin,
			ConsoleSettings settings) {
		return new ShownTopics(registry, named, admin, settings.topics());
	}

	@Bean
	LagHistory topicsConsoleLagHistory(ConsoleSettings settings) {
		return new LagHistory(settings.lagSamples());
	}

	@Bean
	LagSampler topicsConsoleLagSampler(ShownTopics topics, TopicAdmin admin, LagHistory history,
			ListenerRuntime runtime, ConsoleSettings settings) {
		return new LagSampler(topics, admin, history, runtime, settings.lagInterval());
	}

	@Bean
	MessageTail topicsConsoleMessageTail(TopicClient client, ListenerRuntime runtime) {
		return new MessageTail(client, runtime);
	}

	@Bean
	RouterFunction<ServerResponse> topicsConsoleRoutes(ConsoleSettings settings, ShownTopics topics, TopicAdmin admin,
			LagHistory history, TopicListenerEndpointRegistry registry, TopicClients clients, MessageTail tail) {
		ConsoleViews views = new ConsoleViews(topics, admin, history, registry, clients);
		return new ConsoleRoutes(settings, views, tail, new ConsoleOperations(registry, topics, admin)).routes();
	}

}
