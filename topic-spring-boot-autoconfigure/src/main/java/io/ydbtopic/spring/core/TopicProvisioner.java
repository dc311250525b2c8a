package io.ydbtopic.spring.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.spring.support.TopicConfigurationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Makes or checks the topics that are defined as beans, before the listeners start. All
 * of them are asked for at the same time, and each call is bounded by the client's
 * request timeout, so that a start never hangs. Thread-safe.
 */
public final class TopicProvisioner implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(TopicProvisioner.class);

	/** Before everything that reads or writes. */
	private static final int PHASE = Integer.MAX_VALUE - 200;

	private final TopicClients clients;

	private final List<TopicDefinition> definitions;

	private final ProvisioningMode mode;

	private volatile boolean running;

	/**
	 * A provisioner of some topics.
	 */
	public TopicProvisioner(TopicClients clients, List<TopicDefinition> definitions, ProvisioningMode mode) {
		this.clients = clients;
		this.definitions = List.copyOf(definitions);
		this.mode = mode;
	}

	/**
	 * Makes or checks the topics.
	 * @throws TopicConfigurationException if one can't be made, or is missing or differs
	 * where they are checked only; it names all of them
	 */
	@Override
	public void start() {
		if (this.mode != ProvisioningMode.NONE && !this.definitions.isEmpty()) {
			provision();
		}
		this.running = true;
	}

	private void provision() {
		List<CompletableFuture<List<String>>> steps = this.definitions.stream().map(this::provision).toList();
		List<String> problems = new ArrayList<>();
		for (int i = 0; i < steps.size(); i++) {
			TopicDefinition definition = this.definitions.get(i);
			steps.get(i).join().forEach((problem) -> problems.add("Topic " + definition + ": " + problem));
		}
		if (!problems.isEmpty()) {
			throw new TopicConfigurationException(String.join("\n", problems),
					(this.mode == ProvisioningMode.VALIDATE)
							? "Change the topics, or their definitions, or set 'ydb.topic.provisioning' to 'create' to"
									+ " have missing topics and consumers made."
							: "Make the topics by hand, or allow this application to.");
		}
	}

	/** Ends with what is wrong; never with an error. */
	private CompletableFuture<List<String>> provision(TopicDefinition definition) {
		TopicAdmin admin = this.clients.of(definition.client()).admin();
		return admin.describeTopic(definition.path())
			.handle((found, error) -> (error == null) ? compared(admin, definition, found)
					: missing(admin, definition, cause(error)))
			.thenCompose((step) -> step)
			.exceptionally((error) -> List.of(text(cause(error))));
	}

	private CompletableFuture<List<String>> missing(TopicAdmin admin, TopicDefinition definition, Throwable error) {
		if (!(error instanceof TopicException failure) || failure.status() != StatusCode.SCHEME_ERROR) {
			return CompletableFuture.completedFuture(List.of(text(error)));
		}
		if (this.mode == ProvisioningMode.VALIDATE) {
			return CompletableFuture.completedFuture(List.of("it does not exist"));
		}
		return admin.createTopic(definition.path(), definition.config()).thenApply((done) -> {
			logger.info("Topic {} was made with {} partitions", definition, definition.config().partitions());
			return List.of();
		});
	}

	private CompletableFuture<List<String>> compared(TopicAdmin admin, TopicDefinition definition,
			TopicDescription found) {
		TopicDifferences differences = TopicDifferences.of(definition, found);
		if (this.mode == ProvisioningMode.VALIDATE) {
			return CompletableFuture.completedFuture(differences.texts());
		}
		differences.others()
			.forEach((difference) -> logger.warn("Topic {}: {}; nothing is changed", definition, difference));
		if (differences.missingConsumers().isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		TopicChange.Builder change = TopicChange.builder();
		differences.missingConsumers().forEach(change::addConsumer);
		return admin.alterTopic(definition.path(), change.build()).thenApply((done) -> {
			logger.info("Topic {} got consumers {}", definition, differences.missingConsumers());
			return List.of();
		});
	}

	private static Throwable cause(Throwable error) {
		return (error instanceof CompletionException && error.getCause() != null) ? error.getCause() : error;
	}

	private static String text(Throwable error) {
		return "it can't be looked at or made: " + error.getMessage();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
