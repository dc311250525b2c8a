package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.topic.description.Consumer;
import tech.ydb.topic.description.PartitionInfo;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.read.events.DataReceivedEvent;
import tech.ydb.topic.read.events.ReadEventHandler;
import tech.ydb.topic.read.events.StartPartitionSessionEvent;
import tech.ydb.topic.settings.AlterPartitioningSettings;
import tech.ydb.topic.settings.AlterTopicSettings;
import tech.ydb.topic.settings.AutoPartitioningStrategy;
import tech.ydb.topic.settings.CreateTopicSettings;
import tech.ydb.topic.settings.PartitioningSettings;
import tech.ydb.topic.settings.ReadEventHandlersSettings;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The official SDK writes and reads through splits of partitions.
 */
@Timeout(60)
class OfficialSdkSplitTest {

	private static final int PRODUCERS = 8;

	private static final int COUNT = 50;

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	@BeforeEach
	void start() throws Exception {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
		OfficialSdk.succeeds(this.sdk.topics()
			.createTopic("orders",
					CreateTopicSettings.newBuilder()
						.addConsumer(Consumer.newBuilder().setName(OfficialSdk.CONSUMER).build())
						.setPartitioningSettings(PartitioningSettings.newBuilder()
							.setAutoPartitioningStrategy(AutoPartitioningStrategy.PAUSED)
							.setMinActivePartitions(1)
							.setMaxActivePartitions(1)
							.build())
						.build()));
	}

	@AfterEach
	void stop() {
		this.sdk.close();
		this.broker.close();
	}

	private void raise(int partitions) throws Exception {
		OfficialSdk.succeeds(this.sdk.topics()
			.alterTopic("orders",
					AlterTopicSettings.newBuilder()
						.setAlterPartitioningSettings(AlterPartitioningSettings.newBuilder()
							.setMinActivePartitions(partitions)
							.setMaxActivePartitions(partitions)
							.build())
						.build()));
	}

	private List<PartitionInfo> partitions() throws Exception {
		return OfficialSdk.value(this.sdk.topics().describeTopic("orders")).getPartitions();
	}

	/** Some before the split and some after it, by writers that stay open. */
	private void writeThroughASplit() throws Exception {
		List<SyncWriter> writers = new ArrayList<>();
		for (int i = 0; i < PRODUCERS; i++) {
			writers.add(this.sdk.writer(OfficialSdk.producer("p" + i)));
		}
		write(writers, 0, COUNT / 2);
		raise(2);
		write(writers, COUNT / 2, COUNT);
		for (SyncWriter writer : writers) {
			writer.shutdown(10, TimeUnit.SECONDS);
		}
	}

	private static void write(List<SyncWriter> writers, int from, int to) {
		for (String text : OfficialSdk.numbered(from, to)) {
			writers.forEach((writer) -> writer.send(OfficialSdk.message(text)));
		}
		writers.forEach(SyncWriter::flush);
	}

	@Test
	void aSplitPartitionHasChildrenAndWritesNoMore() throws Exception {
		writeThroughASplit();
		List<PartitionInfo> all = partitions();
		assertThat(all).extracting(PartitionInfo::getPartitionId).containsExactly(0L, 1L, 2L);
		assertThat(all).extracting(PartitionInfo::isActive).containsExactly(false, true, true);
		assertThat(all.get(0).getChildPartitionIds()).containsExactlyInAnyOrder(1L, 2L);
		assertThat(all.get(1).getParentPartitionIds()).containsExactly(0L);
		assertThat(all.get(2).getParentPartitionIds()).containsExactly(0L);
		assertThat(this.broker.endOffset("orders", 0)).isEqualTo(PRODUCERS * COUNT / 2);
		assertThat(this.broker.endOffset("orders", 1) + this.broker.endOffset("orders", 2))
			.isEqualTo(PRODUCERS * COUNT / 2);
	}

	@Test
	void aReaderKeepsTheOrderOfEachProducerThroughTheSplit() throws Exception {
		writeThroughASplit();
		SyncReader reader = this.sdk.reader();
		Map<String, List<String>> read = new HashMap<>();
		for (int i = 0; i < PRODUCERS * COUNT; i++) {
			Message message = OfficialSdk.receive(reader);
			read.computeIfAbsent(message.getProducerId(), (producer) -> new ArrayList<>())
				.add(OfficialSdk.text(message));
			message.commit();
		}
		assertThat(read).hasSize(PRODUCERS);
		assertThat(read.values()).allSatisfy((texts) -> assertThat(texts).isEqualTo(OfficialSdk.numbered(0, COUNT)));
		await().until(() -> this.sdk.committed(0) == PRODUCERS * COUNT / 2);
		reader.shutdown();
	}

	@Test
	void childrenStartAfterTheParentWasReadToItsEnd() throws Exception {
		writeThroughASplit();
		HeldBack handler = new HeldBack();
		AsyncReader reader = this.sdk.topics()
			.createAsyncReader(OfficialSdk.consumer().build(),
					ReadEventHandlersSettings.newBuilder().setEventHandler(handler).build());
		reader.init().get(10, TimeUnit.SECONDS);
		StartPartitionSessionEvent parent = handler.started.poll(10, TimeUnit.SECONDS);
		assertThat(parent).isNotNull();
		assertThat(parent.getPartitionSession().getPartitionId()).isZero();
		assertThat(handler.started).isEmpty();
		parent.confirm();
		Set<Long> children = ConcurrentHashMap.newKeySet();
		for (int i = 0; i < 2; i++) {
			StartPartitionSessionEvent child = handler.started.poll(10, TimeUnit.SECONDS);
			assertThat(child).isNotNull();
			children.add(child.getPartitionSession().getPartitionId());
			child.confirm();
		}
		assertThat(children).containsExactlyInAnyOrder(1L, 2L);
		await().until(() -> handler.order.size() == PRODUCERS * COUNT);
		assertThat(List.copyOf(handler.order).subList(0, PRODUCERS * COUNT / 2)).containsOnly(0L);
		assertThat(List.copyOf(handler.order).subList(PRODUCERS * COUNT / 2, PRODUCERS * COUNT)).containsOnly(1L, 2L);
		reader.shutdown().get(10, TimeUnit.SECONDS);
	}

	/** Partitions in the order in which messages came; the test confirms. */
	private static final class HeldBack implements ReadEventHandler {

		private final LinkedBlockingQueue<StartPartitionSessionEvent> started = new LinkedBlockingQueue<>();

		private final ConcurrentLinkedQueue<Long> order = new ConcurrentLinkedQueue<>();

		@Override
		public void onStartPartitionSession(StartPartitionSessionEvent event) {
			this.started.add(event);
		}

		@Override
		public void onMessages(DataReceivedEvent event) {
			event.getMessages().forEach((each) -> this.order.add(event.getPartitionSession().getPartitionId()));
			event.commit();
		}

	}

}
