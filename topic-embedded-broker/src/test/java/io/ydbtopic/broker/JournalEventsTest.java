package io.ydbtopic.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalEvent;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JournalEventsTest {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Path DOCS = Path.of("docs", "journal.md");

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock)
		.nodes(2)
		.retentionCheckInterval(Duration.ofMillis(10))
		.topic("orders:1:billing"));

	private Journal journal() {
		return this.test.broker().journal();
	}

	private JournalEvent await(JournalKind kind, String text) {
		return journal().await((event) -> event.kind() == kind && event.toString().contains(text), PATIENCE);
	}

	private ReadStream reader() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		return reader;
	}

	@Test
	void whoConnectsAndWhyItEndsIsTold() {
		WriteStream writer = this.test.writer();
		String session = writer.init("orders", "shop").getSessionId();
		JournalEvent opened = await(JournalKind.STREAM_OPENED, session);
		assertThat(opened.topic()).isEqualTo("/local/orders");
		assertThat(opened.partition()).isZero();
		assertThat(opened.who()).isEqualTo("shop");
		assertThat(opened.text()).isEqualTo(session + " from 127.0.0.1 at node 1, last sequence number 0");
		String heir = this.test.writer().init("orders", "shop").getSessionId();
		assertThat(await(JournalKind.STREAM_ENDED, session).text())
			.contains("'shop' was taken over by another session");
		this.test.broker().faults().endStreams(StatusCode.OVERLOADED, "too much");
		await(JournalKind.STREAM_ENDED, heir + " OVERLOADED, too much");
		await(JournalKind.FAULT, "END_STREAM of 1");
	}

	@Test
	void partitionsMoveForTheirReasons() {
		ReadStream first = reader();
		long session = first.start().getPartitionSession().getPartitionSessionId();
		assertThat(await(JournalKind.PARTITION_STARTED, "orders/0 billing").text())
			.matches("goes to read_1_\\S+ at offset 0: a reader joined");
		this.test.broker().faults().rebalance("orders", "billing");
		await(JournalKind.PARTITION_ASKED_BACK, "a fault asks it back");
		first.awaitStop();
		first.confirmStop(session);
		await(JournalKind.PARTITION_RETURNED, "orders/0 billing: from read_1_");
		await(JournalKind.PARTITION_STARTED, "it was given back");
		first.start();
		this.test.broker().faults().stopForced("orders", 0);
		await(JournalKind.PARTITION_LOST, "a fault took it");
		first.cancel();
		await(JournalKind.STREAM_ENDED, "the client or its connection is gone");
		reader().start();
		assertThat(journal().events((event) -> event.kind() == JournalKind.PARTITION_STARTED)).hasSizeGreaterThan(3);
	}

	@Test
	void commitsAreToldWithTheirOffsets() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		writer.write(1, 2);
		ReadStream reader = reader();
		long id = reader.start().getPartitionSession().getPartitionSessionId();
		reader.commit(id, 0, 2);
		assertThat(await(JournalKind.COMMITTED, "orders/0 billing").text()).isEqualTo("up to offset 2");
		this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder()
				.setPath("orders")
				.setConsumer("billing")
				.setPartitionId(0)
				.setOffset(1)
				.build());
		await(JournalKind.OFFSET_SET, "orders/0 billing: to 1");
		await(JournalKind.PARTITION_LOST, "the offset is set from outside");
	}

	@Test
	void transactionsEndForTheirReasons() {
		QueryClient client = new QueryClient(this.test.channel());
		String committed = client.begin();
		client.commit(committed);
		await(JournalKind.TRANSACTION_BEGUN, committed);
		await(JournalKind.TRANSACTION_COMMITTED, committed);
		String failed = client.begin();
		this.test.broker().faults().failCommits(1, StatusCode.ABORTED);
		client.commit(failed);
		await(JournalKind.TRANSACTION_ROLLED_BACK, failed + ": of " + client.id() + ": a fault failed its commit");
		await(JournalKind.FAULT, "FAIL_COMMIT");
		String left = client.begin();
		this.test.broker().faults().endQuerySessions();
		await(JournalKind.TRANSACTION_ROLLED_BACK, left + ": of " + client.id() + ": its session ended");
	}

	@Test
	void whatBecomesOfTopicsIsTold() {
		CreateTopicRequest.Builder create = CreateTopicRequest.newBuilder().setPath("bills");
		create.getRetentionPeriodBuilder().setSeconds(60);
		this.test.topics().createTopic(create.build());
		assertThat(await(JournalKind.TOPIC_CREATED, "bills").text()).isEqualTo("1 partitions, consumers []");
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder()
				.setPath("bills")
				.addAddConsumers(Consumer.newBuilder().setName("audit"))
				.build());
		await(JournalKind.TOPIC_ALTERED, "consumers [audit]");
		WriteStream writer = this.test.writer();
		writer.init("bills", "shop");
		writer.write(1, 2);
		this.clock.advance(Duration.ofSeconds(61));
		await(JournalKind.MESSAGES_EXPIRED, "/local/bills/0: 2 messages, offsets 0 up to 2");
		this.test.broker().faults().movePartition("bills", 0, 2);
		await(JournalKind.PARTITION_MOVED, "/local/bills/0: to node 2, generation 2");
		this.test.broker().faults().split("bills", 0);
		await(JournalKind.PARTITION_SPLIT, "/local/bills/0: into [1, 2]: it was asked for");
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("bills").build());
		await(JournalKind.TOPIC_DROPPED, "/local/bills");
	}

	@Test
	void aTokenIsNotToldButItsRefusalIs() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		this.test.broker().faults().rejectTokens(true);
		writer.send(FromClient.newBuilder()
			.setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("secret-of-mine"))
			.build());
		writer.awaitEnd();
		await(JournalKind.TOKEN_REFUSED, "it is BAD");
		assertThat(journal().tail(1_000)).doesNotContain("secret-of-mine");
	}

	@Test
	void aDataDirectoryTellsWhatItHeld(@TempDir Path directory) throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().dataDir(directory).topic("orders:2:").build())) {
			TestBroker.withChannel(broker, (channel) -> {
				try (WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel))) {
					writer.init("orders", "shop");
					writer.write(1, 2, 3);
				}
			});
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().dataDir(directory).build())) {
			assertThat(broker.journal().events()).first()
				.asString()
				.contains("RECOVERED /local/orders: 2 partitions with 3 messages");
		}
	}

	@Test
	void theJournalCanBeOff() {
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().journalCapacity(0).topic("orders:1").build())) {
			assertThat(broker.journal().events()).isEmpty();
		}
		assertThatIllegalArgumentException().isThrownBy(() -> BrokerOptions.builder().journalCapacity(-1))
			.withMessage("journalCapacity is -1 (expected 0 or more)");
	}

	@Test
	void everyKindIsDocumented() throws IOException {
		List<String> lines = Files.readAllLines(DOCS);
		for (JournalKind kind : JournalKind.values()) {
			assertThat(lines).as("%s in %s", kind, DOCS)
				.anyMatch((line) -> line.matches("#\\d+ \\S+ " + kind + "\\b.*"));
		}
	}

}
