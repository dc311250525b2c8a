package io.ydbtopic.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.StreamReadMessage.EndPartitionSession;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class SplitTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private void write(String producer, long... seqNos) {
		WriteStream writer = this.test.writer();
		writer.init("orders", producer);
		writer.write(seqNos);
		writer.halfClose();
		writer.awaitEnd();
	}

	private List<Long> split(long partition) {
		return this.test.broker().faults().split("orders", partition);
	}

	private ReadStream reader(boolean scaleAware) {
		InitRequest.Builder request = ReadStream.request("orders", "billing").setAutoPartitioningSupport(scaleAware);
		ReadStream reader = this.test.reader();
		reader.init(request);
		reader.grant(1_000_000);
		return reader;
	}

	private static long partition(StartPartitionSessionRequest start) {
		return start.getPartitionSession().getPartitionId();
	}

	@Test
	void childrenHalveTheRangeOfTheirParent() {
		assertThat(split(0)).containsExactly(1L, 2L);
		DescribeTopicResult topic = TestBroker.result(this.test.topics()
			.describeTopic(DescribeTopicRequest.newBuilder().setPath("orders").build())
			.getOperation(), DescribeTopicResult.class);
		assertThat(topic.getPartitions(0).getActive()).isFalse();
		assertThat(topic.getPartitions(0).getChildPartitionIdsList()).containsExactly(1L, 2L);
		assertThat(topic.getPartitions(1).getParentPartitionIdsList()).containsExactly(0L);
		assertThat(topic.getPartitions(1).getKeyRange().hasFromBound()).isFalse();
		assertThat(topic.getPartitions(1).getKeyRange().getToBound())
			.isEqualTo(topic.getPartitions(2).getKeyRange().getFromBound());
		assertThat(this.test.broker().faults().count(FaultKind.SPLIT)).isEqualTo(1);
	}

	@Test
	void aWriterIsSentAwayAndContinuesOnAChildWithoutDoubles() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		writer.write(1, 2);
		split(0);
		StreamWriteMessage.FromServer fatal = writer.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.OVERLOADED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500029);
		WriteStream next = this.test.writer();
		StreamWriteMessage.InitResponse init = next.init("orders", "shop");
		assertThat(init.getPartitionId()).isBetween(1L, 2L);
		assertThat(init.getLastSeqNo()).isEqualTo(2);
		assertThat(WriteStream.offsets(next.write(2, 3))).containsExactly(-1L, 0L);
		split(init.getPartitionId());
		WriteStream third = this.test.writer();
		assertThat(third.init("orders", "shop").getLastSeqNo()).isEqualTo(3);
		WriteStream inactive = this.test.writer();
		inactive.initOnly(StreamWriteMessage.InitRequest.newBuilder().setPath("orders").setPartitionId(0));
		assertThat(inactive.awaitFatal().getIssues(0).getIssueCode()).isEqualTo(500029);
	}

	@Test
	void aScaleAwareReaderGetsTheChildrenWhenItHasReadTheParent() {
		write("shop", 1, 2);
		ReadStream reader = reader(true);
		long parent = reader.start().getPartitionSession().getPartitionSessionId();
		split(0);
		write("shop", 3);
		assertThat(reader.read(2)).hasSize(2);
		EndPartitionSession end = reader.next(FromServer::hasEndPartitionSession).getEndPartitionSession();
		assertThat(end.getPartitionSessionId()).isEqualTo(parent);
		assertThat(end.getChildPartitionIdsList()).containsExactly(1L, 2L);
		assertThat(end.getAdjacentPartitionIdsList()).isEmpty();
		StartPartitionSessionRequest first = reader.start();
		StartPartitionSessionRequest second = reader.start();
		assertThat(List.of(partition(first), partition(second))).containsExactlyInAnyOrder(1L, 2L);
		assertThat(reader.read(1)).extracting((message) -> message.getSeqNo()).containsExactly(3L);

		long child = (this.test.broker().endOffset("orders", partition(first)) == 1)
				? first.getPartitionSession().getPartitionSessionId()
				: second.getPartitionSession().getPartitionSessionId();
		reader.commitOnly(child, 0, 1);
		reader.assertSilent();
		reader.commitOnly(parent, 0, 2);
		List<Long> answered = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			answered.add(reader.next(FromServer::hasCommitOffsetResponse)
				.getCommitOffsetResponse()
				.getPartitionsCommittedOffsets(0)
				.getPartitionSessionId());
		}
		assertThat(answered).containsExactly(parent, child);
	}

	@Test
	void anotherSessionGetsNoChildBeforeTheParentIsCommitted() {
		write("shop", 1, 2);
		ReadStream first = reader(true);
		long parent = first.start().getPartitionSession().getPartitionSessionId();
		ReadStream second = reader(true);
		split(0);
		assertThat(first.read(2)).hasSize(2);
		first.next(FromServer::hasEndPartitionSession);
		first.start();
		first.start();
		second.assertSilent();
		first.commitOnly(parent, 0, 2);
		long stopped = first.awaitStop().getPartitionSessionId();
		first.confirmStop(stopped);
		if (stopped == parent) {
			first.confirmStop(first.awaitStop().getPartitionSessionId());
		}
		assertThat(partition(second.start())).isBetween(1L, 2L);
	}

	@Test
	void aReaderThatKnowsNoSplitsGetsTheChildrenAfterTheCommit() {
		write("shop", 1);
		ReadStream reader = reader(false);
		long parent = reader.start().getPartitionSession().getPartitionSessionId();
		split(0);
		assertThat(reader.read(1)).hasSize(1);
		reader.assertSilent();
		assertThat(reader.commit(parent, 0, 1)).isEqualTo(1);
		List<Long> children = List.of(partition(reader.start()), partition(reader.start()));
		assertThat(children).containsExactlyInAnyOrder(1L, 2L);
	}

	@Test
	void theParentIsReadAgainWhenItsReaderLeavesBeforeTheCommit() {
		write("shop", 1);
		ReadStream first = reader(true);
		first.start();
		split(0);
		first.read(1);
		first.next(FromServer::hasEndPartitionSession);
		first.start();
		first.start();
		first.cancel();
		ReadStream second = reader(true);
		assertThat(partition(second.start())).isZero();
		assertThat(second.read(1)).hasSize(1);
		second.next(FromServer::hasEndPartitionSession);
		assertThat(partition(second.start())).isBetween(1L, 2L);
	}

	@Test
	void aCommittedParentIsNotAssignedAgain() {
		write("shop", 1);
		split(0);
		this.test.topics()
			.commitOffset(
					CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(1).build());
		ReadStream reader = reader(true);
		assertThat(List.of(partition(reader.start()), partition(reader.start()))).containsExactlyInAnyOrder(1L, 2L);
		reader.assertSilent();
	}

	@Test
	void aCommitToAChildFromOutsideCommitsItsParents() {
		write("shop", 1, 2);
		split(0);
		write("shop", 3);
		long child = (this.test.broker().endOffset("orders", 1) == 1) ? 1 : 2;
		this.test.topics()
			.commitOffset(CommitOffsetRequest.newBuilder()
				.setPath("orders")
				.setConsumer("billing")
				.setPartitionId(child)
				.setOffset(1)
				.build());
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isEqualTo(2);
		this.test.topics()
			.commitOffset(
					CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(1).build());
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isEqualTo(1);
		assertThat(this.test.broker().committedOffset("orders", child, "billing")).isZero();
	}

	@Test
	void aSplitPartitionIsNotSplitAgain() {
		split(0);
		org.assertj.core.api.Assertions.assertThatExceptionOfType(io.ydbtopic.broker.error.RejectedException.class)
			.isThrownBy(() -> split(0))
			.withMessageContaining("was split before");
	}

	@Test
	void aParentThatWasReadAndCommittedIsAskedBack() {
		write("shop", 1, 2);
		ReadStream reader = reader(true);
		long parent = reader.start().getPartitionSession().getPartitionSessionId();
		split(0);
		reader.read(2);
		reader.next(FromServer::hasEndPartitionSession);
		reader.commitOnly(parent, 0, 2);
		StopPartitionSessionRequest stop = reader.awaitStop();
		assertThat(stop.getPartitionSessionId()).isEqualTo(parent);
		assertThat(stop.getGraceful()).isTrue();
		assertThat(stop.getCommittedOffset()).isEqualTo(2);
		reader.confirmStop(parent);
		assertThat(reader.isOpen()).isTrue();
	}

	@Test
	void aReaderThatKnowsNoSplitsIsAskedForTheParentAfterAWhile() {
		write("shop", 1, 2);
		ReadStream reader = reader(false);
		long parent = reader.start().getPartitionSession().getPartitionSessionId();
		split(0);
		assertThat(reader.read(2)).hasSize(2);
		StopPartitionSessionRequest stop = reader.awaitStop();
		assertThat(stop.getPartitionSessionId()).isEqualTo(parent);
		assertThat(stop.getGraceful()).isTrue();
		assertThat(reader.commit(parent, 0, 1)).isEqualTo(1);
		reader.confirmStop(parent);
		StartPartitionSessionRequest again = reader.start();
		assertThat(partition(again)).isZero();
		assertThat(again.getCommittedOffset()).isEqualTo(1);
		assertThat(ReadStream.offsets(reader.read(1))).containsExactly(1L);
		assertThat(reader.commit(again.getPartitionSession().getPartitionSessionId(), 1, 2)).isEqualTo(2);
		assertThat(List.of(partition(reader.start()), partition(reader.start()))).containsExactlyInAnyOrder(1L, 2L);
	}

	@Test
	void aReaderThatKnowsNoSplitsGetsTheChildrenWhenItStartsTheParentAtItsEnd() {
		write("shop", 1, 2);
		split(0);
		ReadStream reader = reader(false);
		StartPartitionSessionRequest parent = reader.awaitStart();
		assertThat(partition(parent)).isZero();
		reader.confirmStart(StartPartitionSessionResponse.newBuilder()
			.setPartitionSessionId(parent.getPartitionSession().getPartitionSessionId())
			.setReadOffset(2));
		assertThat(List.of(partition(reader.start()), partition(reader.start()))).containsExactlyInAnyOrder(1L, 2L);
		assertThat(reader.poll(Duration.ofMillis(50))).as("no end_partition_session").isNull();
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isZero();
	}

}
