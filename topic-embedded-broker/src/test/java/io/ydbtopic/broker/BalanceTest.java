package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.StopPartitionSessionRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class BalanceTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:4:billing").topic("one:1:billing"));

	private ReadStream open(String topic, long... partitions) {
		ReadStream reader = this.test.reader();
		reader.init(ReadStream.request(topic, "billing", partitions));
		return reader;
	}

	private static List<Long> starts(ReadStream reader, int count) {
		List<Long> partitions = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			partitions.add(reader.start().getPartitionSession().getPartitionId());
		}
		return partitions;
	}

	@Test
	void aJoiningSessionGetsItsShareAfterTheGracefulStops() {
		ReadStream first = open("orders");
		assertThat(starts(first, 4)).containsExactly(0L, 1L, 2L, 3L);
		ReadStream second = open("orders");
		StopPartitionSessionRequest stop = first.awaitStop();
		assertThat(stop.getGraceful()).isTrue();
		StopPartitionSessionRequest other = first.awaitStop();
		second.assertSilent();
		first.confirmStop(stop.getPartitionSessionId());
		first.confirmStop(other.getPartitionSessionId());
		assertThat(starts(second, 2)).containsExactlyInAnyOrder(2L, 3L);
	}

	@Test
	void aLeavingSessionGivesItsPartitionsToTheOthers() {
		ReadStream first = open("orders");
		starts(first, 4);
		first.cancel();
		ReadStream second = open("orders");
		assertThat(starts(second, 4)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L);
		assertThat(second.isOpen()).isTrue();
	}

	@Test
	void aPartitionThatMovesBeginsAtTheCommittedOffset() {
		WriteStream writer = this.test.writer();
		writer.init("one", "shop");
		writer.write(1, 2, 3);
		ReadStream first = open("one");
		first.start();
		first.grant(1_000_000);
		first.read(3);
		first.commit(1, 0, 1);
		ReadStream second = open("one");
		second.assertSilent();
		first.cancel();
		assertThat(second.start().getCommittedOffset()).isEqualTo(1);
		second.grant(1_000_000);
		assertThat(ReadStream.offsets(second.read(2))).containsExactly(1L, 2L);
	}

	@Test
	void commitsAreTakenUntilTheStopIsConfirmed() {
		WriteStream writer = this.test.writer();
		writer.init("one", "shop");
		writer.write(1, 2, 3);
		ReadStream first = open("one");
		long id = first.start().getPartitionSession().getPartitionSessionId();
		ReadStream second = open("one");
		this.test.broker().faults().rebalance("one", "billing");
		assertThat(first.awaitStop().getCommittedOffset()).isZero();
		first.grant(1_000_000);
		first.assertSilent();
		assertThat(first.commit(id, 0, 2)).isEqualTo(2);
		first.confirmStop(id);
		assertThat(second.awaitStart().getCommittedOffset()).isEqualTo(2);
		first.commitOnly(id, 2, 3);
		first.assertSilent();
	}

	@Test
	void namedPartitionsGoFirstToThoseWhoNameThem() {
		ReadStream ordinary = open("orders");
		starts(ordinary, 4);
		ReadStream naming = open("orders", 1);
		StopPartitionSessionRequest stop = ordinary.awaitStop();
		ordinary.confirmStop(stop.getPartitionSessionId());
		StartPartitionSessionRequest start = naming.start();
		assertThat(start.getPartitionSession().getPartitionId()).isEqualTo(1);
		naming.assertSilent();
		naming.cancel();
		assertThat(ordinary.start().getPartitionSession().getPartitionId()).isEqualTo(1);
	}

	@Test
	void aStopNobodyAskedForEndsTheStream() {
		ReadStream reader = open("one");
		long id = reader.start().getPartitionSession().getPartitionSessionId();
		reader.confirmStop(99);
		reader.confirmStop(id);
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void aForcedStopLosesThePartitionAtOnce() {
		WriteStream writer = this.test.writer();
		writer.init("one", "shop");
		writer.write(1);
		ReadStream reader = open("one");
		long id = reader.start().getPartitionSession().getPartitionSessionId();
		this.test.broker().faults().stopForced("one", 0);
		StopPartitionSessionRequest stop = reader.awaitStop();
		assertThat(stop.getGraceful()).isFalse();
		reader.commitOnly(id, 0, 1);
		reader.confirmStop(id);
		StartPartitionSessionRequest again = reader.start();
		assertThat(again.getPartitionSession().getPartitionSessionId()).isGreaterThan(id);
		assertThat(again.getCommittedOffset()).isZero();
		assertThat(this.test.broker().committedOffset("one", 0, "billing")).isZero();
	}

	@Test
	void aLateConfirmationOfAStartIsIgnored() {
		ReadStream reader = open("one");
		long id = reader.awaitStart().getPartitionSession().getPartitionSessionId();
		this.test.broker().faults().rebalance("one", "billing");
		reader.awaitStop();
		reader.confirmStart(id);
		reader.confirmStop(id);
		assertThat(reader.awaitStart().getPartitionSession().getPartitionSessionId()).isEqualTo(id + 1);
	}

	@Test
	void newPartitionsReachRunningSessions() {
		ReadStream reader = open("one");
		reader.start();
		AlterTopicRequest.Builder alter = AlterTopicRequest.newBuilder().setPath("one");
		alter.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(2);
		this.test.topics().alterTopic(alter.build());
		assertThat(reader.start().getPartitionSession().getPartitionId()).isEqualTo(1);
	}

	@Test
	void aRemovedConsumerEndsItsReaders() {
		ReadStream reader = open("one");
		reader.start();
		this.test.topics()
			.alterTopic(AlterTopicRequest.newBuilder().setPath("one").addDropConsumers("billing").build());
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

}
