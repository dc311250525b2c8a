package io.ydbtopic.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.read.DeferredCommitter;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.read.events.DataReceivedEvent;
import tech.ydb.topic.read.events.ReadEventHandler;
import tech.ydb.topic.read.events.StartPartitionSessionEvent;
import tech.ydb.topic.settings.ReadEventHandlersSettings;
import tech.ydb.topic.settings.ReaderSettings;
import tech.ydb.topic.settings.StartPartitionSessionSettings;
import tech.ydb.topic.settings.TopicReadSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The readers of the official SDK, and how they commit.
 */
@Timeout(60)
class OfficialSdkReadingTest {

	private static final int COUNT = 500;

	private final MutableClock clock = new MutableClock();

	private EmbeddedBroker broker;

	private OfficialSdk sdk;

	@BeforeEach
	void start() throws Exception {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().clock(this.clock).topic("orders:2:billing,audit").build());
		this.sdk = new OfficialSdk(this.broker.connectionString());
		this.sdk.write(0, OfficialSdk.numbered(0, COUNT));
	}

	@AfterEach
	void stop() {
		this.sdk.close();
		this.broker.close();
	}

	@Test
	void whatIsNotCommittedIsReadAgain() throws Exception {
		SyncReader first = this.sdk.reader();
		assertThat(OfficialSdk.texts(first, 10)).isEqualTo(OfficialSdk.numbered(0, 10));
		first.shutdown();
		SyncReader second = this.sdk.reader();
		for (Message message : OfficialSdk.receive(second, 10)) {
			message.commit().get(10, TimeUnit.SECONDS);
		}
		assertThat(this.sdk.committed(0)).isEqualTo(10);
		second.shutdown();
		SyncReader third = this.sdk.reader();
		assertThat(OfficialSdk.texts(third, 5)).isEqualTo(OfficialSdk.numbered(10, 15));
		third.shutdown();
	}

	@Test
	void commitsThatWereDeferredComeTogether() throws Exception {
		SyncReader reader = this.sdk.reader();
		DeferredCommitter committer = DeferredCommitter.newInstance();
		OfficialSdk.receive(reader, 20).forEach(committer::add);
		assertThat(this.sdk.committed(0)).isZero();
		committer.commit();
		await().until(() -> this.sdk.committed(0) == 20);
		reader.shutdown();
	}

	@Test
	void commitsOutOfOrderMoveTheOffsetWhenTheGapIsClosed() throws Exception {
		SyncReader reader = this.sdk.reader();
		List<Message> messages = OfficialSdk.receive(reader, 3);
		CompletableFuture<Void> third = messages.get(2).commit();
		CompletableFuture<Void> second = messages.get(1).commit();
		assertThat(this.sdk.committed(0)).isZero();
		assertThat(second).isNotDone();
		messages.get(0).commit().get(10, TimeUnit.SECONDS);
		second.get(10, TimeUnit.SECONDS);
		third.get(10, TimeUnit.SECONDS);
		assertThat(this.sdk.committed(0)).isEqualTo(3);
		reader.shutdown();
	}

	@Test
	void anAsynchronousReaderGetsAndCommitsWholeBatches() throws Exception {
		Collecting handler = new Collecting(StartPartitionSessionSettings.newBuilder().build(), true);
		AsyncReader reader = read(OfficialSdk.consumer().setMaxBatchSize(100), handler);
		assertThat(handler.texts(COUNT)).isEqualTo(OfficialSdk.numbered(0, COUNT));
		await().until(() -> this.sdk.committed(0) == COUNT);
		reader.shutdown().get(10, TimeUnit.SECONDS);
	}

	@Test
	void aSmallBufferSlowsTheReaderAndStopsNothing() throws Exception {
		Collecting handler = new Collecting(StartPartitionSessionSettings.newBuilder().build(), false);
		AsyncReader reader = read(OfficialSdk.consumer().setMaxMemoryUsageBytes(100), handler);
		assertThat(handler.texts(COUNT)).isEqualTo(OfficialSdk.numbered(0, COUNT));
		reader.shutdown().get(10, TimeUnit.SECONDS);
	}

	@Test
	void everyConsumerReadsForItself() throws Exception {
		OfficialSdk.succeeds(this.sdk.commit(0, COUNT));
		SyncReader reader = this.sdk.reader(ReaderSettings.newBuilder()
			.setConsumerName("audit")
			.addTopic(TopicReadSettings.newBuilder().setPath("orders").build()));
		assertThat(OfficialSdk.texts(reader, COUNT)).isEqualTo(OfficialSdk.numbered(0, COUNT));
		reader.shutdown();
	}

	@Test
	void aReaderOfOnePartitionGetsNoOther() throws Exception {
		this.sdk.write(1, List.of("other"));
		SyncReader reader = this.sdk
			.reader(OfficialSdk.consumer(TopicReadSettings.newBuilder().setPartitionIds(List.of(1L))));
		Message message = OfficialSdk.receive(reader);
		assertThat(OfficialSdk.text(message)).isEqualTo("other");
		assertThat(message.getPartitionSession().getPartitionId()).isEqualTo(1);
		assertThat(message.getPartitionSession().getPath()).isEqualTo("/local/orders");
		reader.shutdown();
	}

	@Test
	void readingWithoutAConsumerStartsWhereItIsTold() throws Exception {
		Collecting handler = new Collecting(StartPartitionSessionSettings.newBuilder().setReadOffset(400L).build(),
				false);
		AsyncReader reader = read(
				ReaderSettings.newBuilder()
					.withoutConsumer()
					.addTopic(TopicReadSettings.newBuilder().setPath("orders").setPartitionIds(List.of(0L)).build()),
				handler);
		assertThat(handler.texts(100)).isEqualTo(OfficialSdk.numbered(400, COUNT));
		reader.shutdown().get(10, TimeUnit.SECONDS);
		assertThat(this.sdk.committed(0)).isZero();
	}

	@Test
	void readingFromAnOffsetMayCommitUpToIt() throws Exception {
		Collecting handler = new Collecting(
				StartPartitionSessionSettings.newBuilder().setReadOffset(200L).setCommitOffset(200L).build(), true);
		AsyncReader reader = read(OfficialSdk.consumer(TopicReadSettings.newBuilder().setPartitionIds(List.of(0L))),
				handler);
		assertThat(handler.texts(300)).isEqualTo(OfficialSdk.numbered(200, COUNT));
		await().until(() -> this.sdk.committed(0) == COUNT);
		assertThat(handler.started.getCommittedOffset()).isZero();
		assertThat(handler.started.getPartitionOffsets().getStart()).isZero();
		assertThat(handler.started.getPartitionOffsets().getEnd()).isEqualTo(COUNT);
		reader.shutdown().get(10, TimeUnit.SECONDS);
	}

	@Test
	void readingFromATimePassesOverWhatIsOlder() throws Exception {
		this.clock.advance(Duration.ofHours(1));
		Instant from = this.clock.instant();
		this.sdk.write(0, OfficialSdk.numbered(COUNT, COUNT + 5));
		SyncReader reader = this.sdk.reader(OfficialSdk.consumer(TopicReadSettings.newBuilder().setReadFrom(from)));
		assertThat(OfficialSdk.texts(reader, 5)).isEqualTo(OfficialSdk.numbered(COUNT, COUNT + 5));
		reader.shutdown();
		SyncReader fresh = this.sdk
			.reader(OfficialSdk.consumer(TopicReadSettings.newBuilder().setMaxLag(Duration.ofMinutes(30))));
		assertThat(OfficialSdk.texts(fresh, 5)).isEqualTo(OfficialSdk.numbered(COUNT, COUNT + 5));
		fresh.shutdown();
	}

	@Test
	void aConsumerThatIsSetBackReadsAgain() throws Exception {
		OfficialSdk.succeeds(this.sdk.commit(0, COUNT));
		OfficialSdk.succeeds(this.sdk.commit(0, 490));
		SyncReader reader = this.sdk.reader();
		assertThat(OfficialSdk.texts(reader, 10)).isEqualTo(OfficialSdk.numbered(490, COUNT));
		reader.shutdown();
	}

	private AsyncReader read(ReaderSettings.Builder settings, ReadEventHandler handler) throws Exception {
		AsyncReader reader = this.sdk.topics()
			.createAsyncReader(settings.build(),
					ReadEventHandlersSettings.newBuilder().setEventHandler(handler).build());
		reader.init().get(10, TimeUnit.SECONDS);
		return reader;
	}

	/** Starts each partition in the same way, and keeps what comes. */
	private static final class Collecting implements ReadEventHandler {

		private final LinkedBlockingQueue<String> values = new LinkedBlockingQueue<>();

		private final StartPartitionSessionSettings start;

		private final boolean commit;

		/** Of partition 0. */
		private volatile StartPartitionSessionEvent started;

		private Collecting(StartPartitionSessionSettings start, boolean commit) {
			this.start = start;
			this.commit = commit;
		}

		@Override
		public void onStartPartitionSession(StartPartitionSessionEvent event) {
			if (event.getPartitionSession().getPartitionId() == 0) {
				this.started = event;
			}
			event.confirm(this.start);
		}

		@Override
		public void onMessages(DataReceivedEvent event) {
			event.getMessages().forEach((each) -> this.values.add(OfficialSdk.text(each)));
			if (this.commit) {
				event.commit();
			}
		}

		private List<String> texts(int count) throws InterruptedException {
			List<String> texts = new ArrayList<>();
			while (texts.size() < count) {
				String next = this.values.poll(10, TimeUnit.SECONDS);
				assertThat(next).as("after %s", texts).isNotNull();
				texts.add(next);
			}
			return texts;
		}

	}

}
