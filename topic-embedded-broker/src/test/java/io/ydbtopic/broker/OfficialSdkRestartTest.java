package io.ydbtopic.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.log.StoredRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.write.AsyncWriter;
import tech.ydb.topic.write.WriteAck;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The official SDK connects again by itself when the broker is killed and comes back on
 * the same port with the same data.
 */
@Timeout(90)
class OfficialSdkRestartTest {

	private static final int BEFORE = 200;

	private static final int COUNT = 400;

	@TempDir
	Path directory;

	private StandaloneBroker launch(int port) throws Exception {
		return StandaloneBroker.start(port, "--topic", "orders:1:billing", "--data-dir", this.directory.toString());
	}

	@Test
	void writerAndReaderGoOnAfterTheBrokerWasKilled() throws Exception {
		List<CompletableFuture<WriteAck>> acks = new ArrayList<>();
		List<Message> read = new ArrayList<>();
		StandaloneBroker first = launch(0);
		try (OfficialSdk sdk = new OfficialSdk(first.connectionString())) {
			AsyncWriter writer = sdk.topics()
				.createAsyncWriter(OfficialSdk.producer("shop").setTopicPath("orders").build());
			writer.init();
			SyncReader reader = sdk.reader();
			for (String text : OfficialSdk.numbered(0, BEFORE)) {
				acks.add(writer.send(OfficialSdk.message(text)));
			}
			read.addAll(OfficialSdk.receive(reader, BEFORE / 2));
			for (int i = 0; i < BEFORE / 4; i++) {
				read.get(i).commit().get(10, TimeUnit.SECONDS);
			}
			first.kill();
			for (String text : OfficialSdk.numbered(BEFORE, COUNT)) {
				acks.add(writer.send(OfficialSdk.message(text)));
			}
			try (StandaloneBroker second = launch(first.port())) {
				assertThat(second.port()).isEqualTo(first.port());
				for (CompletableFuture<WriteAck> ack : acks) {
					assertThat(ack.get(30, TimeUnit.SECONDS)).isNotNull();
				}
				readToTheEnd(reader, sdk);
				reader.shutdown();
				writer.shutdown().get(10, TimeUnit.SECONDS);
			}
		}
		finally {
			first.kill();
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.builder().dataDir(this.directory).build())) {
			assertThat(broker.records("orders", 0)).extracting((each) -> each.data().toStringUtf8())
				.isEqualTo(OfficialSdk.numbered(0, COUNT));
			assertThat(broker.records("orders", 0)).extracting(StoredRecord::seqNo).isSorted().doesNotHaveDuplicates();
			assertThat(broker.committedOffset("orders", 0, OfficialSdk.CONSUMER)).isEqualTo(COUNT);
		}
	}

	/** Messages may come again after the restart, but the last of each comes in order. */
	private static void readToTheEnd(SyncReader reader, OfficialSdk sdk) throws Exception {
		long next = -1;
		CompletableFuture<Void> commit = CompletableFuture.completedFuture(null);
		while (next < COUNT) {
			Message message = OfficialSdk.receive(reader);
			assertThat(OfficialSdk.text(message)).isEqualTo("m" + message.getOffset());
			assertThat(next == -1 || message.getOffset() <= next)
				.as("offset %s after %s", message.getOffset(), next - 1)
				.isTrue();
			next = message.getOffset() + 1;
			commit = message.commit();
		}
		commit.get(10, TimeUnit.SECONDS);
		assertThat(sdk.committed(0)).isEqualTo(COUNT);
	}

}
