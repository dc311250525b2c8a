package io.ydbtopic.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.TopicFaults;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

class FaultsTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private TopicFaults faults() {
		return this.test.broker().faults();
	}

	private WriteStream writer() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		return writer;
	}

	private ReadStream reader() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.start();
		reader.grant(1_000_000);
		return reader;
	}

	@Test
	void endStreamsTellsEveryStreamTheStatus() {
		WriteStream writer = writer();
		ReadStream reader = reader();
		faults().endStreams(StatusCode.OVERLOADED, "too much");
		FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(fatal.getIssues(0).getMessage()).isEqualTo("too much");
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(faults().count(FaultKind.END_STREAM)).isEqualTo(2);
		await().until(() -> this.test.broker().openStreams() == 0);
	}

	@Test
	void cutStreamsLooksLikeALostConnection() {
		WriteStream writer = writer();
		ReadStream reader = reader();
		faults().cutStreams();
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(reader.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(faults().count(FaultKind.CUT_STREAM)).isEqualTo(2);
	}

	@Test
	void endCleanlyEndsWithoutAnError() {
		WriteStream writer = writer();
		faults().endCleanly();
		assertThat(writer.awaitEnd().isOk()).isTrue();
		assertThat(writer.poll(Duration.ofMillis(50))).isNull();
		assertThat(faults().count(FaultKind.END_CLEANLY)).isEqualTo(1);
	}

	@Test
	void dropAfterStoringKeepsTheMessagesButLosesTheAck() {
		WriteStream writer = writer();
		faults().dropAfterStoring("orders", 1);
		writer.writeOnly(1, 2);
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(2);
		assertThat(faults().count(FaultKind.DROP_AFTER_STORING)).isEqualTo(1);
		WriteStream next = this.test.writer();
		assertThat(next.init("orders", "shop").getLastSeqNo()).isEqualTo(2);
		assertThat(WriteStream.offsets(next.write(2, 3))).containsExactly(-1L, 2L);
	}

	@Test
	void delayedAcksComeInOrderAfterTheirTime() {
		WriteStream writer = writer();
		faults().delayAcks(Duration.ofMillis(250));
		long begin = System.nanoTime();
		writer.writeOnly(1);
		writer.writeOnly(2);
		assertThat(writer.response().getAcks(0).getSeqNo()).isEqualTo(1);
		assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
		assertThat(writer.response().getAcks(0).getSeqNo()).isEqualTo(2);
		assertThat(faults().count(FaultKind.DELAY_ACKS)).isEqualTo(2);
	}

	@Test
	void lostAcksNeverCome() {
		WriteStream writer = writer();
		faults().loseAcks(1);
		writer.writeOnly(1);
		writer.writeOnly(2);
		assertThat(writer.response().getAcks(0).getSeqNo()).isEqualTo(2);
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(2);
		assertThat(faults().count(FaultKind.LOSE_ACKS)).isEqualTo(1);
	}

	@Test
	void failedHandshakesGetTheStatusAndThenAllIsWell() {
		faults().failHandshakes(1, StatusCode.UNAVAILABLE, "not yet");
		WriteStream writer = this.test.writer();
		writer.initOnly(InitRequest.newBuilder().setPath("orders"));
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		writer();
		assertThat(faults().count(FaultKind.FAIL_HANDSHAKE)).isEqualTo(1);
		assertThat(this.test.broker().connectsSeen()).isEqualTo(2);
		assertThat(this.test.broker().handshakesSeen()).isEqualTo(2);
	}

	@Test
	void aStreamMayDieRightAfterItsHandshake() {
		faults().dieAfterHandshake(1);
		WriteStream writer = writer();
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(faults().count(FaultKind.DIE_AFTER_HANDSHAKE)).isEqualTo(1);
		writer().write(1);
	}

	@Test
	void anIgnoredHandshakeGetsNoAnswer() {
		faults().ignoreHandshakes(1);
		WriteStream writer = this.test.writer();
		writer.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("shop"));
		writer.assertSilent();
		assertThat(writer.isOpen()).isTrue();
		assertThat(this.test.broker().openStreams()).isEqualTo(1);
		assertThat(faults().count(FaultKind.IGNORE_HANDSHAKE)).isEqualTo(1);
	}

	@Test
	void rebalanceMovesAPartitionEvenToItsOnlyReader() {
		ReadStream reader = reader();
		faults().rebalance("orders", "billing");
		long id = reader.awaitStop().getPartitionSessionId();
		reader.confirmStop(id);
		StartPartitionSessionRequest again = reader.start();
		assertThat(again.getPartitionSession().getPartitionSessionId()).isEqualTo(id + 1);
		assertThat(faults().count(FaultKind.REBALANCE)).isEqualTo(1);
	}

	@Test
	void aFrozenPartitionNeitherDeliversNorAcknowledges() {
		ReadStream reader = reader();
		WriteStream writer = writer();
		faults().freeze("/local/orders", 0);
		writer.writeOnly(1);
		await().until(() -> this.test.broker().endOffset("orders", 0) == 1);
		writer.assertSilent();
		reader.assertSilent();
		faults().unfreeze("orders", 0);
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		assertThat(reader.read(1)).hasSize(1);
		assertThat(faults().count(FaultKind.FREEZE)).isEqualTo(1);
	}

	@Test
	void rejectedTokensEndCallsAndStreams() {
		WriteStream writer = writer();
		faults().rejectTokens(true);
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(
					() -> this.test.topics().describeTopic(DescribeTopicRequest.newBuilder().setPath("orders").build()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
		writer
			.send(FromClient.newBuilder().setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken("t")).build());
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(faults().count(FaultKind.REJECT_TOKEN)).isEqualTo(2);
		faults().rejectTokens(false);
		writer();
	}

	@Test
	void clearForgetsWhatHasNotHappened() {
		faults().failHandshakes(5, StatusCode.UNAVAILABLE);
		faults().loseAcks(5);
		faults().dropAfterStoring("orders", 5);
		faults().freeze("orders", 0);
		faults().clear();
		assertThat(WriteStream.offsets(writer().write(1))).containsExactly(0L);
		assertThat(faults().count(FaultKind.FAIL_HANDSHAKE)).isZero();
	}

	@Test
	void negativeCountsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> faults().loseAcks(-1))
			.withMessageContaining("requests is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> faults().delayAcks(Duration.ofMillis(-1)));
	}

	@Test
	void theClientIsHeldBackWhileTooMuchWaitsForItsAck() {
		WriteStream writer = writer();
		faults().freeze("orders", 0);
		for (int i = 1; i <= 50; i++) {
			writer.writeOnly(io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest.newBuilder()
				.setCodec(1)
				.addMessages(WriteStream.message(i, "x".repeat(100_000))));
		}
		await().until(() -> this.test.broker().endOffset("orders", 0) == 10);
		writer.assertSilent();
		assertThat(this.test.broker().endOffset("orders", 0)).isEqualTo(10);
		faults().unfreeze("orders", 0);
		for (int i = 0; i < 50; i++) {
			assertThat(WriteStream.offsets(writer.response())).containsExactly((long) i);
		}
	}

}
