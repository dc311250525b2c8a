package io.ydbtopic.benchmarks.clients;

import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.events.AbstractReadEventHandler;
import tech.ydb.topic.read.events.DataReceivedEvent;
import tech.ydb.topic.settings.ReadEventHandlersSettings;
import tech.ydb.topic.settings.ReaderSettings;
import tech.ydb.topic.settings.TopicReadSettings;

/** The official SDK's asynchronous reader, as it comes or with executors of its own. */
public final class OfficialReader implements ReadLoad {

	private final GrpcTransport transport;

	private final TopicClient client;

	private final AsyncReader reader;

	private @Nullable ExecutorService executor;

	/** A reader of a topic that the stub server understands. */
	public OfficialReader(int port, String topic, Commit commit, boolean tuned, Handled handled) {
		this.transport = GrpcTransport.forConnectionString("grpc://localhost:" + port + "/local").build();
		this.client = TopicClient.newClient(this.transport).build();
		ReaderSettings.Builder settings = ReaderSettings.newBuilder()
			.setConsumerName("bench")
			.addTopic(TopicReadSettings.newBuilder().setPath(topic).build());
		ReadEventHandlersSettings.Builder handlers = ReadEventHandlersSettings.newBuilder();
		if (tuned) {
			// Its own pool has more threads than there are processors.
			this.executor = Executors.newSingleThreadExecutor();
			handlers.setExecutor(this.executor);
			settings.setDecompressionExecutor(this.executor).setMaxMemoryUsageBytes(256L << 20);
		}
		this.reader = this.client.createAsyncReader(settings.build(),
				handlers.setEventHandler(new AbstractReadEventHandler() {
					@Override
					public void onMessages(DataReceivedEvent event) {
						long bytes = 0;
						for (Message message : event.getMessages()) {
							byte[] data = message.getData();
							bytes += data.length;
							if (handled.isObserved()) {
								handled.show(message.getOffset(), ByteBuffer.wrap(data));
							}
							if (commit == Commit.MESSAGE) {
								message.commit();
							}
						}
						if (commit == Commit.BATCH) {
							event.commit();
						}
						handled.add(event.getMessages().size(), bytes);
					}
				}).build());
		this.reader.init();
	}

	@Override
	public void close() {
		this.reader.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
		this.client.close();
		this.transport.close();
		if (this.executor != null) {
			this.executor.shutdown();
		}
	}

}
