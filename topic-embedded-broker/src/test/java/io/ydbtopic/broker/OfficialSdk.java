package io.ydbtopic.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import tech.ydb.core.Result;
import tech.ydb.core.Status;
import tech.ydb.core.grpc.GrpcTransport;
import tech.ydb.query.QueryClient;
import tech.ydb.topic.TopicClient;
import tech.ydb.topic.description.Codec;
import tech.ydb.topic.read.SyncReader;
import tech.ydb.topic.settings.CommitOffsetSettings;
import tech.ydb.topic.settings.DescribeConsumerSettings;
import tech.ydb.topic.settings.ReaderSettings;
import tech.ydb.topic.settings.TopicReadSettings;
import tech.ydb.topic.settings.WriterSettings;
import tech.ydb.topic.write.Message;
import tech.ydb.topic.write.SyncWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The official SDK, unchanged, connected to a broker.
 */
final class OfficialSdk implements AutoCloseable {

	static final String CONSUMER = "billing";

	private static final long SECONDS = 20;

	private final GrpcTransport transport;

	private final TopicClient topics;

	private final QueryClient queries;

	OfficialSdk(String connectionString) {
		this.transport = GrpcTransport.forConnectionString(connectionString).build();
		this.topics = TopicClient.newClient(this.transport).build();
		this.queries = QueryClient.newClient(this.transport).build();
	}

	GrpcTransport transport() {
		return this.transport;
	}

	TopicClient topics() {
		return this.topics;
	}

	QueryClient queries() {
		return this.queries;
	}

	static void succeeds(CompletableFuture<Status> call) throws Exception {
		Status status = call.get(SECONDS, TimeUnit.SECONDS);
		assertThat(status.isSuccess()).as(status.toString()).isTrue();
	}

	static <T> T value(CompletableFuture<Result<T>> call) throws Exception {
		Result<T> result = call.get(SECONDS, TimeUnit.SECONDS);
		assertThat(result.isSuccess()).as(result.getStatus().toString()).isTrue();
		return result.getValue();
	}

	static Message message(String text) {
		return Message.of(text.getBytes(StandardCharsets.UTF_8));
	}

	static String text(tech.ydb.topic.read.Message message) {
		return new String(message.getData(), StandardCharsets.UTF_8);
	}

	static List<String> numbered(int from, int to) {
		List<String> texts = new ArrayList<>();
		for (int i = from; i < to; i++) {
			texts.add("m" + i);
		}
		return texts;
	}

	SyncWriter writer(WriterSettings.Builder settings) {
		SyncWriter writer = this.topics.createSyncWriter(settings.setTopicPath("orders").build());
		writer.initAndWait();
		return writer;
	}

	static WriterSettings.Builder producer(String name) {
		return WriterSettings.newBuilder().setProducerId(name).setMessageGroupId(name).setCodec(Codec.RAW);
	}

	void write(WriterSettings.Builder settings, List<String> texts) throws Exception {
		SyncWriter writer = writer(settings);
		for (String text : texts) {
			writer.send(message(text));
		}
		writer.flush();
		writer.shutdown(SECONDS, TimeUnit.SECONDS);
	}

	/** Writes to one partition. */
	void write(long partition, List<String> texts) throws Exception {
		write(WriterSettings.newBuilder().setProducerId("p" + partition).setPartitionId(partition).setCodec(Codec.RAW),
				texts);
	}

	static ReaderSettings.Builder consumer() {
		return consumer(TopicReadSettings.newBuilder());
	}

	static ReaderSettings.Builder consumer(TopicReadSettings.Builder topic) {
		return ReaderSettings.newBuilder().setConsumerName(CONSUMER).addTopic(topic.setPath("orders").build());
	}

	SyncReader reader() {
		return reader(consumer());
	}

	SyncReader reader(ReaderSettings.Builder settings) {
		SyncReader reader = this.topics.createSyncReader(settings.build());
		reader.initAndWait();
		return reader;
	}

	static tech.ydb.topic.read.Message receive(SyncReader reader) throws Exception {
		tech.ydb.topic.read.Message message = reader.receive(SECONDS, TimeUnit.SECONDS);
		assertThat(message).isNotNull();
		return message;
	}

	static List<tech.ydb.topic.read.Message> receive(SyncReader reader, int count) throws Exception {
		List<tech.ydb.topic.read.Message> messages = new ArrayList<>();
		while (messages.size() < count) {
			messages.add(receive(reader));
		}
		return messages;
	}

	static List<String> texts(SyncReader reader, int count) throws Exception {
		return receive(reader, count).stream().map(OfficialSdk::text).toList();
	}

	/** What the server says that the consumer has committed. */
	long committed(long partition) throws Exception {
		return value(this.topics.describeConsumer("orders", CONSUMER,
				DescribeConsumerSettings.newBuilder()
					.withIncludeStats(true)
					.withRequestTimeout(Duration.ofSeconds(SECONDS))
					.build()))
			.getPartitions()
			.get((int) partition)
			.getConsumerStats()
			.getCommittedOffset();
	}

	CompletableFuture<Status> commit(long partition, long offset) {
		return this.topics.commitOffset("orders",
				CommitOffsetSettings.newBuilder()
					.setConsumer(CONSUMER)
					.setPartitionId(partition)
					.setOffset(offset)
					.build());
	}

	@Override
	public void close() {
		this.queries.close();
		this.topics.close();
		this.transport.close();
	}

}
