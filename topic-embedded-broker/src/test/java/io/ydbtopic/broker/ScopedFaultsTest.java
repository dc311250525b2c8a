package io.ydbtopic.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScope;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.table.BeginTransactionRequest;
import io.ydbtopic.proto.table.BeginTransactionResult;
import io.ydbtopic.proto.table.CommitTransactionRequest;
import io.ydbtopic.proto.table.CreateSessionRequest;
import io.ydbtopic.proto.table.CreateSessionResult;
import io.ydbtopic.proto.table.SerializableModeSettings;
import io.ydbtopic.proto.table.v1.TableServiceGrpc;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class ScopedFaultsTest {

	/** It goes by a clock that stands still, so that times can be told exactly. */
	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.clock(this.clock).topic("orders:1:billing,audit").topic("bills:2:billing"));

	private TopicFaults faults() {
		return this.test.broker().faults();
	}

	private WriteStream writer(String topic, String producer) {
		WriteStream writer = this.test.writer();
		writer.init(topic, producer);
		return writer;
	}

	private ReadStream reader(String topic, String consumer) {
		ReadStream reader = this.test.reader();
		reader.init(topic, consumer);
		reader.start();
		reader.grant(1_000_000);
		return reader;
	}

	private StatusCode describe(String topic) {
		return this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath(topic).build())
			.getOperation()
			.getStatus();
	}

	@Test
	void callsFailAsOftenAsAskedForAndChangeNothing() {
		ArmedFault fault = faults().on(FaultScope.ofTopic("orders")).failCalls(3, StatusCode.OVERLOADED);
		assertThat(describe("bills")).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe("/local/orders")).isEqualTo(StatusCode.OVERLOADED);
		assertThat(this.test.topics()
			.dropTopic(DropTopicRequest.newBuilder().setPath("orders").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(describe("orders")).isEqualTo(StatusCode.SUCCESS);
		assertThat(fault.strikes()).isEqualTo(3);
		assertThat(faults().count(FaultKind.FAIL_CALL)).isEqualTo(3);
	}

	@Test
	void callsOfOneConsumerFail() {
		faults().on(FaultScope.ofConsumer("audit")).failCalls(100, StatusCode.UNAVAILABLE);
		for (String consumer : List.of("billing", "audit")) {
			assertThat(this.test.topics()
				.describeConsumer(DescribeConsumerRequest.newBuilder().setPath("orders").setConsumer(consumer).build())
				.getOperation()
				.getStatus()).isEqualTo("audit".equals(consumer) ? StatusCode.UNAVAILABLE : StatusCode.SUCCESS);
		}
		assertThat(describe("orders")).isEqualTo(StatusCode.SUCCESS);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> faults().on(FaultScope.ofProducer("p")).failCalls(1, StatusCode.UNAVAILABLE))
			.withMessageContaining("FAIL_CALL can't be limited to producer p");
	}

	@Test
	void onlyStreamsInScopeAreEnded() {
		WriteStream shop = writer("orders", "shop");
		WriteStream till = writer("orders", "till");
		WriteStream bills = writer("bills", "shop");
		ReadStream billing = reader("orders", "billing");
		ReadStream audit = reader("orders", "audit");
		faults().on(FaultScope.ofTopic("orders").producer("shop")).cutStreams();
		assertThat(shop.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		faults().on(FaultScope.ofConsumer("audit")).endStreams(StatusCode.OVERLOADED, "no");
		assertThat(audit.awaitFatal().getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(WriteStream.offsets(till.write(1))).containsExactly(0L);
		assertThat(WriteStream.offsets(bills.write(1))).containsExactly(0L);
		assertThat(billing.read(1)).hasSize(1);
		assertThat(faults().count(FaultKind.CUT_STREAM)).isEqualTo(1);
		assertThat(faults().count(FaultKind.END_STREAM)).isEqualTo(1);
	}

	@Test
	void aShareOfTheStreamsIsCutAndTheSeedDecidesWhich() {
		List<String> first = survivors(7);
		assertThat(first).hasSizeBetween(1, 19);
		assertThat(survivors(7)).isEqualTo(first);
		assertThat(survivors(8)).isNotEqualTo(first);
	}

	private List<String> survivors(long seed) {
		List<WriteStream> writers = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			writers.add(writer("orders", "p" + i));
		}
		long before = faults().count(FaultKind.CUT_STREAM);
		faults().on(FaultScope.ofTopic("orders").share(0.5, seed)).cutStreams();
		long cut = faults().count(FaultKind.CUT_STREAM) - before;
		await().until(() -> writers.stream().filter(WriteStream::isOpen).count() == 20 - cut);
		List<String> open = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			if (writers.get(i).isOpen()) {
				open.add("p" + i);
				writers.get(i).halfClose();
				writers.get(i).awaitEnd();
			}
		}
		return open;
	}

	@Test
	void dropBeforeStoringLosesTheRequestAndOnlyThatOfTheScope() {
		WriteStream shop = writer("orders", "shop");
		WriteStream till = writer("orders", "till");
		ArmedFault fault = faults().on(FaultScope.ofProducer("shop")).dropBeforeStoring(1);
		assertThat(WriteStream.offsets(till.write(1))).containsExactly(0L);
		shop.writeOnly(1, 2);
		assertThat(shop.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(1);
		assertThat(fault.strikes()).isEqualTo(1);
		assertThat(faults().armed()).isEmpty();
		WriteStream again = this.test.writer();
		assertThat(again.init("orders", "shop").getLastSeqNo()).isZero();
		assertThat(WriteStream.offsets(again.write(1, 2))).containsExactly(1L, 2L);
	}

	@Test
	void aHalfOpenStreamHearsNothingAndKeepsWhatItHolds() {
		ReadStream gone = reader("orders", "billing");
		WriteStream mute = writer("orders", "shop");
		faults().on(FaultScope.ofTopic("orders")).halfOpen();
		assertThat(faults().count(FaultKind.HALF_OPEN)).isEqualTo(2);
		mute.writeOnly(1);
		ReadStream next = this.test.reader();
		next.init("orders", "billing");
		next.assertSilent();
		gone.assertSilent();
		mute.assertSilent();
		assertThat(this.test.broker().endOffset("orders", 0)).isZero();
		assertThat(gone.isOpen()).isTrue();
		gone.cancel();
		next.start();
		faults().clear();
		assertThat(mute.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(mute.isOpen()).isFalse();
		assertThat(WriteStream.offsets(writer("orders", "shop").write(1))).containsExactly(0L);
	}

	@Test
	void aHalfOpenWriterThatLosesItsProducerHearsNothingOfIt() {
		WriteStream mute = writer("orders", "shop");
		faults().halfOpen();
		WriteStream heir = writer("orders", "shop");
		assertThat(WriteStream.offsets(heir.write(1))).containsExactly(0L);
		mute.assertSilent();
		assertThat(mute.isOpen()).isTrue();
		this.test.broker().close();
		assertThat(mute.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void messagesOfASlowConsumerComeLateAndThoseOfOthersDoNot() {
		ReadStream slow = reader("orders", "billing");
		ReadStream quick = reader("orders", "audit");
		ArmedFault fault = faults().on(FaultScope.ofConsumer("billing")).delayMessages(Duration.ofMillis(300));
		long begin = System.nanoTime();
		writer("orders", "shop").write(1, 2);
		assertThat(quick.read(2)).hasSize(2);
		assertThat(ReadStream.offsets(slow.read(2))).containsExactly(0L, 1L);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		assertThat(fault.strikes()).isEqualTo(1);
		fault.disarm();
		writer("orders", "shop").write(3);
		assertThat(ReadStream.offsets(slow.read(1))).containsExactly(2L);
	}

	@Test
	void commitsCountAtOnceThoughTheirAnswersComeLate() {
		writer("orders", "shop").write(1);
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		long id = reader.start().getPartitionSession().getPartitionSessionId();
		faults().delayCommits(Duration.ofMillis(300));
		long begin = System.nanoTime();
		reader.commitOnly(id, 0, 1);
		await().until(() -> this.test.broker().committedOffset("orders", 0, "billing") == 1);
		assertThat(reader.awaitCommitted()).isEqualTo(1);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		assertThat(faults().count(FaultKind.DELAY_COMMITS)).isEqualTo(1);
	}

	@Test
	void aHandshakeMayTakeItsTime() {
		faults().on(FaultScope.ofProducer("shop")).delayHandshakes(Duration.ofMillis(300));
		long begin = System.nanoTime();
		writer("orders", "till");
		assertThat(faults().count(FaultKind.DELAY_HANDSHAKE)).isZero();
		writer("orders", "shop").write(1);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		assertThat(faults().count(FaultKind.DELAY_HANDSHAKE)).isEqualTo(1);
	}

	@Test
	void handshakesFailForTheirConsumerOnly() {
		faults().on(FaultScope.ofTopic("orders").consumer("billing")).failHandshakes(1, StatusCode.OVERLOADED);
		reader("bills", "billing");
		reader("orders", "audit");
		ReadStream struck = this.test.reader();
		struck.initOnly(ReadStream.request("orders", "billing"));
		assertThat(struck.awaitFatal().getStatus()).isEqualTo(StatusCode.OVERLOADED);
		reader("orders", "billing");
	}

	@Test
	void aPartitionIsTakenFromOneConsumerOnly() {
		ReadStream billing = reader("orders", "billing");
		ReadStream audit = reader("orders", "audit");
		faults().on(FaultScope.ofConsumer("audit")).stopForced("orders", 0);
		assertThat(audit.awaitStop().getGraceful()).isFalse();
		audit.start();
		assertThat(faults().count(FaultKind.STOP_FORCED)).isEqualTo(1);
		faults().rebalance("orders", "billing", 0);
		assertThat(billing.awaitStop().getGraceful()).isTrue();
	}

	@Test
	void messagesExpireBeforeTheirTime() {
		writer("orders", "shop").write(1, 2, 3);
		faults().expireMessages("orders", 0, 2);
		ReadStream reader = reader("orders", "billing");
		assertThat(ReadStream.offsets(reader.read(1))).containsExactly(2L);
		assertThat(faults().count(FaultKind.EXPIRE_MESSAGES)).isEqualTo(1);
		assertThatIllegalArgumentException().isThrownBy(() -> faults().expireMessages("orders", 0, 4))
			.withMessageContaining("offset is 4 (expected 2 to 3");
	}

	@Test
	void aClockThatJumpsChangesTimesAndNothingElse() {
		WriteStream writer = writer("orders", "shop");
		ReadStream reader = reader("orders", "billing");
		long now = this.clock.millis();
		writer.write(1);
		faults().skewClock(Duration.ofHours(1));
		writer.write(2);
		faults().skewClock(Duration.ofHours(-1));
		writer.write(3);
		faults().clear();
		writer.write(4);
		long hour = Duration.ofHours(1).toMillis();
		assertThat(this.test.broker().records("orders", 0)).extracting((record) -> record.writtenAtMillis() - now)
			.as("times of a partition never go back")
			.containsExactly(0L, hour, hour, hour);
		assertThat(ReadStream.offsets(reader.read(4))).containsExactly(0L, 1L, 2L, 3L);
		assertThat(faults().count(FaultKind.SKEW_CLOCK)).isEqualTo(2);
	}

	@Test
	void theAnswerOfATableTransactionIsLostToo() {
		TableServiceGrpc.TableServiceBlockingStub tables = TableServiceGrpc.newBlockingStub(this.test.channel())
			.withDeadlineAfter(10, TimeUnit.SECONDS);
		String session = TestBroker
			.result(tables.createSession(CreateSessionRequest.getDefaultInstance()).getOperation(),
					CreateSessionResult.class)
			.getSessionId();
		BeginTransactionRequest.Builder begin = BeginTransactionRequest.newBuilder().setSessionId(session);
		begin.getTxSettingsBuilder().setSerializableReadWrite(SerializableModeSettings.getDefaultInstance());
		String tx = TestBroker
			.result(tables.beginTransaction(begin.build()).getOperation(), BeginTransactionResult.class)
			.getTxMeta()
			.getId();
		faults().loseCommitAnswers(1);
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> tables
				.commitTransaction(CommitTransactionRequest.newBuilder().setSessionId(session).setTxId(tx).build()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
		assertThat(faults().count(FaultKind.LOSE_COMMIT_ANSWER)).isEqualTo(1);
	}

	@Test
	void whatIsArmedCanBeSeen() {
		faults().on(FaultScope.ofTopic("orders").share(0.5, 3)).loseAcks(2);
		faults().freeze("bills", 1);
		faults().rejectTokens(true);
		assertThat(faults().armed()).extracting(ArmedFault::toString)
			.containsExactly("LOSE_ACKS of topic /local/orders, share 0.5 by seed 3, 2 more, struck 0",
					"FREEZE of topic /local/bills, partition 1, until disarmed, struck 0",
					"REJECT_TOKEN of everything, until disarmed, struck 0");
		faults().rejectTokens(false);
		faults().unfreeze("bills", 1);
		assertThat(faults().armed()).hasSize(1);
		faults().clear();
		assertThat(faults().armed()).isEmpty();
		assertThat(faults().counts()).hasSize(FaultKind.values().length).containsEntry(FaultKind.FREEZE, 1L);
	}

	@Test
	void aScopeThatCannotFitIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> faults().on(FaultScope.ofConsumer("billing")).loseAcks(1))
			.withMessageContaining("LOSE_ACKS can't be limited to consumer 'billing'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> faults().on(FaultScope.ofProducer("shop")).delayCommits(Duration.ofSeconds(1)))
			.withMessageContaining("DELAY_COMMITS can't be limited to producer 'shop'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> faults().on(FaultScope.ofTopic("orders")).failCommits(1, StatusCode.ABORTED))
			.withMessageContaining("FAIL_COMMIT can't be limited to topic /local/orders");
	}

}
