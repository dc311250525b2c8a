package io.ydbtopic.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.ydbtopic.broker.log.StoredRecord;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.OnlineModeSettings;
import io.ydbtopic.proto.query.SnapshotModeSettings;
import io.ydbtopic.proto.query.SnapshotRWModeSettings;
import io.ydbtopic.proto.query.StaleModeSettings;
import io.ydbtopic.proto.query.TransactionSettings;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.TransactionIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rules of transactions ({@code T1} to {@code T29}) that no broader test shows.
 */
class TransactionRulesTest {

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock).topic("orders:2:billing"));

	private QueryClient client;

	@BeforeEach
	void open() {
		this.client = new QueryClient(this.test.channel()).attach();
	}

	@AfterEach
	void close() {
		this.client.attached().close();
	}

	private WriteStream writer(String producer) {
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId(producer).setPartitionId(0));
		return writer;
	}

	private void writeInTx(WriteStream writer, String tx, long seqNo) {
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setTx(this.client.identity(tx))
			.addMessages(WriteStream.message(seqNo, "m" + seqNo)));
		assertThat(writer.response().getAcks(0).hasWrittenInTx()).isTrue();
	}

	private StatusCode read(TransactionIdentity identity, long... bounds) {
		return this.client.read(QueryClient.offsets(identity, "billing", "orders", 0, bounds));
	}

	private long committed() {
		return this.test.broker().committedOffset("orders", 0, "billing");
	}

	static Stream<Named<TransactionSettings>> modesWithoutTopics() {
		return Stream.of(Named.of("online",
				TransactionSettings.newBuilder().setOnlineReadOnly(OnlineModeSettings.getDefaultInstance()).build()),
				Named.of("stale",
						TransactionSettings.newBuilder()
							.setStaleReadOnly(StaleModeSettings.getDefaultInstance())
							.build()),
				Named.of("snapshot",
						TransactionSettings.newBuilder()
							.setSnapshotReadOnly(SnapshotModeSettings.getDefaultInstance())
							.build()));
	}

	@ParameterizedTest
	@MethodSource("modesWithoutTopics")
	void topicsTakeNoPartInModesThatOnlyRead(TransactionSettings mode) {
		String tx = this.client.begin(this.client.id(), mode).getTxMeta().getId();
		assertThat(tx).isNotEmpty();
		assertThat(read(this.client.identity(tx), 0, 1)).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void topicsTakePartInASnapshotThatWrites() {
		String tx = this.client
			.begin(this.client.id(),
					TransactionSettings.newBuilder()
						.setSnapshotReadWrite(SnapshotRWModeSettings.getDefaultInstance())
						.build())
			.getTxMeta()
			.getId();
		writeInTx(writer("p"), tx, 1);
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(1);
	}

	@Test
	void whoseClientGoesLeavesNothingBehind() {
		WriteStream writer = writer("p");
		String tx = this.client.begin();
		writeInTx(writer, tx, 1);
		this.client.attached().cancel();
		await().atMost(Duration.ofSeconds(5)).until(() -> this.test.broker().openQuerySessions() == 0);
		assertThat(writer.write(1).getAcks(0).getWritten().getOffset()).isZero();
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setTx(this.client.identity(tx))
			.addMessages(WriteStream.message(2, "late")));
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(fatal.getIssues(0).getMessage()).contains("Transaction not found: " + tx);
	}

	@ParameterizedTest
	@CsvSource({ "'', ''", "session, ''", "'', tx", "garbage, tx" })
	void anIdentityThatIsNoneIsRefused(String session, String tx) {
		TransactionIdentity.Builder identity = this.client.identity(this.client.begin()).toBuilder();
		if (!"session".equals(session)) {
			identity.setSession(session);
		}
		if (!"tx".equals(tx)) {
			identity.setId(tx);
		}
		assertThat(read(identity.build(), 0, 1)).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void offsetsOfATopicWithoutPartitionsOrOfADirectoryAreRefused() {
		TransactionIdentity identity = this.client.identity(this.client.begin());
		var noPartitions = QueryClient.offsets(identity, "billing", "orders", 0, 0, 1);
		noPartitions.getTopicsBuilder(0).clearPartitions();
		assertThat(this.client.read(noPartitions)).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(this.client.read(QueryClient.offsets(identity, "billing", "/local", 0, 0, 1)))
			.isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@ParameterizedTest
	@CsvSource({ "0, 2", "2, 3", "1, 9" })
	void anIntervalThatDoesNotFitAbortsAll(long start, long end) {
		writer("shop").write(1, 2, 3);
		String first = this.client.begin();
		read(this.client.identity(first), 0, 1);
		assertThat(this.client.commit(first)).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed()).isEqualTo(1);
		String tx = this.client.begin();
		WriteStream writer = writer("p");
		writeInTx(writer, tx, 1);
		assertThat(read(this.client.identity(tx), start, end)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.ABORTED);
		assertThat(committed()).isEqualTo(1);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(3);
		assertThat(this.client.commitFully(tx).getIssues(0).getMessage()).contains("Transaction not found: " + tx);
	}

	@Test
	void afterARollbackTheNextReaderGetsTheMessagesAgain() {
		writer("shop").write(1, 2);
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request("orders", "billing", 0));
		reader.start();
		reader.grant(1_000_000);
		reader.read(2);
		String tx = this.client.begin();
		read(this.client.identity(tx), 0, 2);
		assertThat(this.client.rollback(tx)).isEqualTo(StatusCode.SUCCESS);
		reader.cancel();
		ReadStream next = this.test.reader();
		next.init(ReadStream.request("orders", "billing", 0));
		assertThat(next.start().getCommittedOffset()).isZero();
		next.grant(1_000_000);
		assertThat(ReadStream.offsets(next.read(2))).containsExactly(0L, 1L);
	}

	@Test
	void messagesOfATransactionHaveTheTimeOfItsCommit() {
		WriteStream writer = writer("p");
		String tx = this.client.begin();
		writeInTx(writer, tx, 1);
		this.clock.advance(Duration.ofSeconds(30));
		Instant atCommit = this.clock.instant();
		assertThat(this.client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		List<StoredRecord> records = this.test.broker().records("orders", 0);
		assertThat(records).extracting(StoredRecord::writtenAtMillis).containsExactly(atCommit.toEpochMilli());
	}

	@Test
	void aQueryWithoutControlBelongsToNoTransaction() {
		ExecuteQueryResponsePart part = this.client.execute("SELECT 1");
		assertThat(part.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(part.getTxMeta().getId()).isEmpty();
		assertThat(part.getResultSet().getRowsCount()).isEqualTo(1);
	}

	@Test
	void answersOfQueriesCarryTheirIssuesThemselves() {
		ExecuteQueryResponsePart part = this.client
			.execute(this.client.query("SELECT 1").setTxControl(QueryClient.inTx("LAZY_TX")));
		assertThat(part.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
		assertThat(part.getIssuesCount()).isEqualTo(1);
		assertThat(part.getIssues(0).getMessage()).contains("Transaction not found: LAZY_TX");
	}

}
