package io.ydbtopic.broker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.read.events.DataReceivedEvent;
import tech.ydb.topic.read.events.PartitionSessionClosedEvent;
import tech.ydb.topic.read.events.ReadEventHandler;
import tech.ydb.topic.read.events.StartPartitionSessionEvent;
import tech.ydb.topic.read.events.StopPartitionSessionEvent;
import tech.ydb.topic.settings.ReadEventHandlersSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Several readers of the official SDK share the partitions of a topic.
 */
@Timeout(60)
class OfficialSdkBalanceTest {

	private static final int PARTITIONS = 6;

	private static final int COUNT = 300;

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().topic("orders:" + PARTITIONS + ":billing").build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
	}

	@AfterEach
	void stop() {
		this.sdk.close();
		this.broker.close();
	}

	@Test
	void partitionsMoveToNewReadersAndBackFromClosedOnes() throws Exception {
		Member first = new Member();
		await().until(() -> first.partitions().size() == PARTITIONS);
		Member second = new Member();
		Member third = new Member();
		await().until(() -> first.partitions().size() == 2 && second.partitions().size() == 2
				&& third.partitions().size() == 2);
		assertThat(first.partitions()).doesNotContainAnyElementsOf(second.partitions())
			.doesNotContainAnyElementsOf(third.partitions());
		second.close();
		await().until(() -> first.partitions().size() + third.partitions().size() == PARTITIONS);
		third.close();
		await().until(() -> first.partitions().size() == PARTITIONS);
		first.close();
	}

	@Test
	void whatIsCommittedBeforeAMoveIsNotReadAgain() throws Exception {
		for (long partition = 0; partition < PARTITIONS; partition++) {
			this.sdk.write(partition, OfficialSdk.numbered(0, COUNT));
		}
		Member first = new Member();
		await().until(() -> first.partitions().size() == PARTITIONS);
		Member second = new Member();
		await().until(() -> allCommitted());
		for (long partition = 0; partition < PARTITIONS; partition++) {
			assertThat(first.offsetsOf(partition)).isSorted().doesNotHaveDuplicates();
			assertThat(second.offsetsOf(partition)).isSorted().doesNotHaveDuplicates();
		}
		second.close();
		first.close();
		Member late = new Member();
		await().until(() -> late.partitions().size() == PARTITIONS);
		this.sdk.write(0, OfficialSdk.numbered(COUNT, COUNT + 1));
		await().until(() -> !late.offsets.isEmpty());
		assertThat(late.offsets).containsOnlyKeys(0L);
		assertThat(late.offsets.get(0L)).containsExactly((long) COUNT);
		late.close();
	}

	private boolean allCommitted() {
		for (int partition = 0; partition < PARTITIONS; partition++) {
			if (this.broker.committedOffset("orders", partition, OfficialSdk.CONSUMER) < COUNT) {
				return false;
			}
		}
		return true;
	}

	private final class Member implements ReadEventHandler {

		/**
		 * Session to partition: the end of a session may be told after the start of the
		 * next.
		 */
		private final Map<Long, Long> sessions = new ConcurrentHashMap<>();

		private final Map<Long, ConcurrentLinkedQueue<Long>> offsets = new ConcurrentHashMap<>();

		private final AsyncReader reader;

		private Member() throws Exception {
			this.reader = OfficialSdkBalanceTest.this.sdk.topics()
				.createAsyncReader(OfficialSdk.consumer().build(),
						ReadEventHandlersSettings.newBuilder().setEventHandler(this).build());
			this.reader.init().get(10, TimeUnit.SECONDS);
		}

		@Override
		public void onStartPartitionSession(StartPartitionSessionEvent event) {
			this.sessions.put(event.getPartitionSession().getId(), event.getPartitionSession().getPartitionId());
			event.confirm();
		}

		@Override
		public void onStopPartitionSession(StopPartitionSessionEvent event) {
			this.sessions.remove(event.getPartitionSessionId());
			event.confirm();
		}

		@Override
		public void onPartitionSessionClosed(PartitionSessionClosedEvent event) {
			this.sessions.remove(event.getPartitionSession().getId());
		}

		@Override
		public void onMessages(DataReceivedEvent event) {
			ConcurrentLinkedQueue<Long> read = this.offsets
				.computeIfAbsent(event.getPartitionSession().getPartitionId(), (id) -> new ConcurrentLinkedQueue<>());
			event.getMessages().forEach((each) -> read.add(each.getOffset()));
			event.commit();
		}

		private Set<Long> partitions() {
			return Set.copyOf(this.sessions.values());
		}

		private List<Long> offsetsOf(long partition) {
			return List.copyOf(this.offsets.getOrDefault(partition, new ConcurrentLinkedQueue<>()));
		}

		private void close() throws Exception {
			this.reader.shutdown().get(10, TimeUnit.SECONDS);
			this.sessions.clear();
		}

	}

}
