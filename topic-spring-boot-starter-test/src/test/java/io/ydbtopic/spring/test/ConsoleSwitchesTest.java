package io.ydbtopic.spring.test;

import io.ydbtopic.spring.autoconfigure.TopicAutoConfiguration;
import io.ydbtopic.spring.autoconfigure.TopicsConsoleAutoConfiguration;
import io.ydbtopic.spring.console.LagSampler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.servlet.function.RouterFunction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When there is a console.
 */
class ConsoleSwitchesTest {

	private static final AutoConfigurations OURS = AutoConfigurations.of(TopicAutoConfiguration.class,
			TopicsConsoleAutoConfiguration.class);

	private final WebApplicationContextRunner web = new WebApplicationContextRunner().withConfiguration(OURS)
		.withPropertyValues("ydb.topic.discovery.enabled=false");

	@Test
	void itIsOffByDefault() {
		this.web.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(TopicsConsoleAutoConfiguration.class)
			.doesNotHaveBean(LagSampler.class)
			.doesNotHaveBean(RouterFunction.class));
	}

	@Test
	void oneKeySwitchesItOn() {
		this.web.withPropertyValues("ydb.topic.console.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(RouterFunction.class)
				.hasSingleBean(LagSampler.class));
	}

	@Test
	void withoutAWebServerOrItsLibraryThereIsNone() {
		new ApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues("ydb.topic.discovery.enabled=false", "ydb.topic.console.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
		this.web.withPropertyValues("ydb.topic.console.enabled=true")
			.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RouterFunction.class));
	}

	@Test
	void aBadValueIsReportedWithItsKey() {
		this.web.withPropertyValues("ydb.topic.console.enabled=true", "ydb.topic.console.path=console/")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("path: 'console/'"));
		this.web.withPropertyValues("ydb.topic.console.enabled=true", "ydb.topic.console.lag-samples=1")
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("ydb.topic.console.lag-samples"));
	}

}
