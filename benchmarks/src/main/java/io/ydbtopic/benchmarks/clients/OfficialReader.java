package io.ydbtopic.benchmarks.clients;

import java.util.concurrent.TimeUnit;

import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.read.AsyncReader;
import tech.ydb.topic.read.Message;
import tech.ydb.topic.read.events.AbstractReadEventHandler;
import tech.ydb.topic.read.events.DataReceivedEvent;
import tech.ydb.topic.settings.ReadEventHandlersSettings;
import tech.ydb.topic.settings.ReaderSettings;
import tech.ydb.topic.settings.TopicReadSettings;

/** The official SDK's asynchronous reader. */
public final class OfficialReader implements ReadLoad {

	private final GrpcTransport transport;

	private final TopicClient client;

	private final AsyncReader reader;

	private final Handled handled = new Handled();

	/** A reader of a topic that the stub server understands. */
	public OfficialReader(int port, String topic, Commit commit) {
		this.transport = GrpcTransport.forConnectionString("grpc://localhost:" + port + "/local").build();
		this.client = TopicClient.newClient(this.transport).build();
		Handled counter = this.handled;
		this.reader = this.client.createAsyncReader(ReaderSettings.newBuilder()
			.setConsumerName("bench")
			.addTopic(TopicReadSettings.newBuilder().setPath(topic).build())
			.build(), ReadEventHandlersSettings.newBuilder().setEventHandler(new AbstractReadEventHandler() {
				@Override
				public void onMessages(DataReceivedEvent event) {
					long bytes = 0;
					for (Message message : event.getMessages()) {
						bytes += message.getData().length;
						if (commit == Commit.MESSAGE) {
							message.commit();
						}
					}
					if (commit == Commit.BATCH) {
						event.commit();
					}
					counter.add(event.getMessages().size(), bytes);
				}
			}).build());
		this.reader.init();
	}

	@Override
	public Handled handled() {
		return this.handled;
	}

	@Override
	public void close() {
		this.reader.shutdown().orTimeout(10, TimeUnit.SECONDS).join();
		this.client.close();
		this.transport.close();
	}

}
