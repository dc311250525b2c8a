package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.PathKind;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.proto.common.VirtualTimestamp;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.scheme.ListDirectoryResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(30)
class SchemeAgainstBrokerTest {

	private EmbeddedBroker broker;

	private TopicClient client;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.client = TopicClient.open(TopicClientSettings.builder(this.broker.connectionString())
			.requestTimeout(Duration.ofSeconds(10))
			.build());
		for (String topic : List.of("shop/orders-b", "shop/orders-a", "shop/old/orders-c", "lone")) {
			this.client.admin().createTopic(topic, TopicConfig.defaults()).join();
		}
	}

	@AfterEach
	void end() {
		this.client.close();
		this.broker.close();
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void aDirectoryIsListedByNameWithWhatEachEntryIs() {
		List<PathDescription> entries = this.client.admin().list("shop").join();
		assertThat(entries).extracting(PathDescription::name).containsExactly("old", "orders-a", "orders-b");
		assertThat(entries).extracting(PathDescription::kind)
			.containsExactly(PathKind.DIRECTORY, PathKind.TOPIC, PathKind.TOPIC);
		assertThat(entries).extracting(PathDescription::isTopic).containsExactly(false, true, true);
		assertThat(entries).extracting(PathDescription::isDirectory).containsExactly(true, false, false);
	}

	@ParameterizedTest
	@CsvSource({ "shop, shop/orders-a", "shop/, shop/orders-a", "/local/shop, /local/shop/orders-a",
			"local/shop//, local/shop/orders-a" })
	void thePathOfAnEntryBeginsAsTheDirectoryWasAskedForAndLeadsToIt(String directory, String expected) {
		PathDescription entry = this.client.admin().list(directory).join().get(1);
		assertThat(entry.path()).isEqualTo(expected);
		assertThat(this.client.admin().describeTopic(entry.path()).join().name()).isEqualTo("orders-a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "/", "/local" })
	void theRootOfTheDatabaseIsListed(String root) {
		List<PathDescription> entries = this.client.admin().list(root).join();
		assertThat(entries).extracting(PathDescription::name).containsExactly("lone", "shop");
		for (PathDescription each : entries) {
			assertThat(this.client.admin().describePath(each.path()).join().kind()).isEqualTo(each.kind());
		}
	}

	@Test
	void aPathIsDescribed() {
		PathDescription topic = this.client.admin().describePath("shop/orders-a").join();
		assertThat(topic.name()).isEqualTo("orders-a");
		assertThat(topic.path()).isEqualTo("shop/orders-a");
		assertThat(topic.kind()).isEqualTo(PathKind.TOPIC);
		assertThat(topic.owner()).isEqualTo("root@builtin");
		assertThat(topic.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
		assertThat(this.client.admin().describePath("shop").join().createdAt()).isNull();
		PathDescription root = this.client.admin().describePath("").join();
		assertThat(root.kind()).isEqualTo(PathKind.DATABASE);
		assertThat(root.path()).isEqualTo("/local");
		assertThat(root.isDirectory()).isTrue();
	}

	@Test
	void whatIsMissingIsATypedFailure() {
		TopicException missing = errorOf(this.client.admin().list("nowhere"));
		assertThat(missing.status()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(missing).hasMessageStartingWith("list directory 'nowhere': the server answered SCHEME_ERROR");
		assertThat(errorOf(this.client.admin().describePath("nowhere")))
			.hasMessageStartingWith("describe path 'nowhere': the server answered SCHEME_ERROR");
	}

	@Test
	void kindsThatAreNotKnownAreListedAsOther() {
		ListDirectoryResult result = ListDirectoryResult.newBuilder()
			.addChildren(Entry.newBuilder().setName("a").setTypeValue(4711))
			.addChildren(Entry.newBuilder().setName("b").setType(Entry.Type.PERS_QUEUE_GROUP))
			.addChildren(Entry.newBuilder().setName("c").setType(Entry.Type.COLUMN_TABLE))
			.addChildren(Entry.newBuilder()
				.setName("d")
				.setType(Entry.Type.DATABASE)
				.setCreatedAt(VirtualTimestamp.newBuilder().setPlanStep(-1)))
			.build();
		List<PathDescription> entries = SchemeResults.children("/x/", result);
		assertThat(entries).extracting(PathDescription::kind)
			.containsExactly(PathKind.OTHER, PathKind.TOPIC, PathKind.TABLE, PathKind.DATABASE);
		assertThat(entries.get(3)).isEqualTo(new PathDescription("d", "/x/d", PathKind.DATABASE, "", null));
	}

}
