package io.ydbtopic.spring.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user reads when an application does not start. Must be an initializer of the
 * context.
 */
final class Analysis implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private ConfigurableApplicationContext starting;

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		this.starting = context;
	}

	/** Description and action, as Boot would print them. */
	String of(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		List<FailureAnalyzer> analyzers = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(BeanFactory.class, this.starting.getBeanFactory())
				.and(Environment.class, this.starting.getEnvironment()), (type, name, ex) -> {
					// As Boot does: an analyzer whose library is missing is left out.
				});
		for (FailureAnalyzer analyzer : analyzers) {
			FailureAnalysis analysis = analyzer.analyze(failure);
			if (analysis != null) {
				return analysis.getDescription() + "\n" + analysis.getAction();
			}
		}
		throw new AssertionError("Nobody analyzes the failure", failure);
	}

}
