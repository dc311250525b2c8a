package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.core.TopicClients;
import io.ydbtopic.spring.core.TopicOperations;
import io.ydbtopic.spring.core.TopicTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with two clusters.
 */
@Timeout(60)
class ClustersTest {

	private static EmbeddedBroker own;

	private static EmbeddedBroker archive;

	private final Analysis analysis = new Analysis();

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withInitializer(this.analysis)
		.withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
		.withPropertyValues("ydb.topic.connection-string=" + own.connectionString(),
				"ydb.topic.clients.archive.connection-string=" + archive.connectionString());

	@BeforeAll
	static void brokers() {
		own = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:1").topic("copies:1").build());
		archive = EmbeddedBroker
			.start(BrokerOptions.builder().topic("orders:2:billing").topic("copies:1").topic("orders-dead:1").build());
	}

	@AfterAll
	static void stop() {
		own.close();
		archive.close();
	}

	@Test
	void theBeansOfAClusterAreThereByQualifierAndTheOthersAreTheApplicationsOwn() {
		this.runner.withBean(Places.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Places places = context.getBean(Places.class);
			assertThat(places.client).isNotSameAs(places.archiveClient);
			assertThat(partitions(places.admin)).isEqualTo(1);
			assertThat(partitions(places.archiveAdmin)).isEqualTo(2);
			assertThat(context.getBean(TopicClients.class).all()).containsExactly(places.client, places.archiveClient);
			places.archiveTemplate.send("copies", "by template").get(20, TimeUnit.SECONDS);
			places.template.send("copies", "own").get(20, TimeUnit.SECONDS);
			assertThat(archive.endOffset("copies", 0)).isEqualTo(1);
			assertThat(own.endOffset("copies", 0)).isEqualTo(1);
		});
	}

	@Test
	void aListenerReadsFromItsClusterAndItsRepliesAndDeadLettersStayThere() {
		long copies = archive.endOffset("copies", 0);
		long ownCopies = own.endOffset("copies", 0);
		this.runner.withBean(ArchiveListener.class)
			.withBean(Writing.class)
			.withPropertyValues("ydb.topic.writers.old.client=archive", "ydb.topic.writers.old.topic=orders",
					"ydb.topic.listener.on-exhausted=dead-letter", "ydb.topic.listener.dead-letter.topic={topic}-dead",
					"ydb.topic.listener.retry.max-attempts=1")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				context.getBean(Writing.class).old.write("good").get(20, TimeUnit.SECONDS);
				context.getBean(Writing.class).old.write("bad").get(20, TimeUnit.SECONDS);
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.until(() -> archive.endOffset("orders-dead", 0) == 1
							&& archive.endOffset("copies", 0) == copies + 1);
				assertThat(context.getBean(ArchiveListener.class).handled).contains("good", "bad");
				assertThat(own.endOffset("copies", 0)).isEqualTo(ownCopies);
			});
	}

	@Test
	void aClusterThatIsNotConfiguredFailsWithTheNearestName() {
		this.runner.withBean(Typo.class)
			.run((context) -> assertThat(this.analysis.of(context)).contains("Typo.listen(String)")
				.contains("no client 'archiv'")
				.contains("Did you mean 'archive'?"));
		this.runner.withBean(Writing.class)
			.withPropertyValues("ydb.topic.writers.old.client=archiv")
			.run((context) -> assertThat(this.analysis.of(context)).contains("no client 'archiv'")
				.contains("Did you mean 'archive'?"));
	}

	@Test
	void theKeyOfAClusterIsNamedWhenItsValueCannotBeUsed() {
		this.runner.withPropertyValues("ydb.topic.clients.archive.connect-timeout=-1s")
			.run((context) -> assertThat(this.analysis.of(context))
				.contains("'ydb.topic.clients.archive.connect-timeout'"));
		this.runner.withPropertyValues("ydb.topic.clients.other.token=secret")
			.run((context) -> assertThat(this.analysis.of(context))
				.contains("'ydb.topic.clients.other.connection-string'")
				.doesNotContain("secret"));
		this.runner.withPropertyValues("ydb.topic.clients.archive.conect-timeout=1s")
			.run((context) -> assertThat(this.analysis.of(context))
				.contains("Did you mean 'ydb.topic.clients.archive.connect-timeout'?"));
	}

	@Test
	void aReaderOfAnotherClusterMustBeNamedByTheListenerToo() {
		this.runner.withBean(ByReader.class)
			.withPropertyValues("ydb.topic.readers.audit.client=archive", "ydb.topic.readers.audit.topics=orders",
					"ydb.topic.readers.audit.consumer=billing")
			.run((context) -> assertThat(this.analysis.of(context)).contains("ByReader.listen(String)")
				.contains("client = \"archive\""));
	}

	private static int partitions(TopicAdmin admin) throws Exception {
		return admin.describeTopic("orders").get(20, TimeUnit.SECONDS).partitions().size();
	}

	static class Places {

		@Autowired
		TopicClient client;

		@Autowired
		TopicAdmin admin;

		@Autowired
		TopicOperations template;

		@Autowired
		@Qualifier("archive")
		TopicClient archiveClient;

		@Autowired
		@Qualifier("archive")
		TopicAdmin archiveAdmin;

		@Autowired
		@Qualifier("archive")
		TopicTemplate archiveTemplate;

	}

	static class Writing {

		@Autowired
		TopicWriter<String> old;

	}

	static class ArchiveListener {

		final List<String> handled = new CopyOnWriteArrayList<>();

		@SendTo("copies")
		@TopicListener(topics = "orders", consumer = "billing", client = "archive")
		String listen(String payload) {
			this.handled.add(payload);
			if (payload.equals("bad")) {
				throw new IllegalStateException("no");
			}
			return "copy of " + payload;
		}

	}

	static class Typo {

		@TopicListener(topics = "orders", consumer = "billing", client = "archiv")
		void listen(String payload) {
		}

	}

	static class ByReader {

		@TopicListener(reader = "audit")
		void listen(String payload) {
		}

	}

}
