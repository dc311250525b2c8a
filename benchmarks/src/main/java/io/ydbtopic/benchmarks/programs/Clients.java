package io.ydbtopic.benchmarks.programs;

import java.util.Locale;
import java.util.List;
import java.util.stream.IntStream;

import io.ydbtopic.benchmarks.clients.BareReader;
import io.ydbtopic.benchmarks.clients.BareWriter;
import io.ydbtopic.benchmarks.clients.CoreReader;
import io.ydbtopic.benchmarks.clients.CoreWriters;
import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.OfficialReader;
import io.ydbtopic.benchmarks.clients.OfficialWriters;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.ReadLoad.Commit;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.kafka.KafkaReader;
import io.ydbtopic.benchmarks.kafka.KafkaWriters;
import io.ydbtopic.benchmarks.kafka.SpringKafkaReader;
import io.ydbtopic.benchmarks.spring.SpringClient;
import io.ydbtopic.benchmarks.stub.Payloads;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;

/**
 * The clients by name. Options: {@code client}, {@code port} of the stub server or
 * {@code servers} of Kafka, {@code topic}, {@code bytes} of a message, {@code codec}.
 */
public final class Clients {

	private Clients() {
	}

	/** Makes writers. */
	public static WriterSource writers(Options options) {
		String client = options.text("client");
		String topic = options.text("topic", "bench");
		String codec = options.text("codec", "raw");
		int bytes = options.number("bytes", 100);
		// What is in flight fits into the memory that all have.
		int inFlight = options.number("in-flight", Math.max(16, Math.min(50_000, (16 << 20) / bytes)));
		return switch (client) {
			case "bare-100" -> bare(options.number("port"), topic, 100, inFlight);
			case "bare-1" -> bare(options.number("port"), topic, 1, inFlight);
			case "official" -> new OfficialWriters(options.number("port"), topic, officialCodec(codec), false,
					Math.min(inFlight, 1000));
			case "official-tuned" -> new OfficialWriters(options.number("port"), topic, officialCodec(codec), true,
					options.number("in-flight", Math.min(20_000, (200 << 20) / bytes)));
			case "core", "core-futures" -> new CoreWriters(options.number("port"), topic, codec(codec),
					options.number("buffer", 0), client.endsWith("futures"));
			case "bean" -> SpringClient.writer(options.number("port"), topic, codec);
			case "kafka" -> new KafkaWriters(options.text("servers"), topic, codec.equals("raw") ? "none" : codec);
			default -> throw new IllegalArgumentException("client: " + client);
		};
	}

	private static WriterSource bare(int port, String topic, int batchSize, int inFlight) {
		return new WriterSource() {
			@Override
			public WriteLoad open() throws Exception {
				return new BareWriter(port, topic, batchSize, inFlight);
			}

			@Override
			public void close() {
				// Each writer has a channel of its own.
			}
		};
	}

	static Codec codec(String name) {
		return switch (name) {
			case "raw" -> Codecs.raw();
			case "gzip" -> Codecs.gzip();
			case "zstd" -> Codecs.zstd();
			default -> throw new IllegalArgumentException("codec: " + name);
		};
	}

	private static tech.ydb.topic.description.Codec officialCodec(String name) {
		return tech.ydb.topic.description.Codec.valueOf(name.toUpperCase(Locale.ROOT));
	}

	/** Opens a reader. */
	public static ReadLoad reader(Options options, Handled handled) {
		String client = options.text("client");
		int concurrency = options.number("concurrency", 1);
		String topic = options.text("topic");
		return switch (client) {
			case "bare" -> new BareReader(options.number("port"), topic, handled);
			case "official" -> new OfficialReader(options.number("port"), topic, Commit.BATCH, false, handled);
			case "official-tuned" -> new OfficialReader(options.number("port"), topic, Commit.BATCH, true, handled);
			case "official-each" -> new OfficialReader(options.number("port"), topic, Commit.MESSAGE, true, handled);
			case "core" -> new CoreReader(options.number("port"), topics(options), Commit.BATCH, handled);
			case "core-each" -> new CoreReader(options.number("port"), topics(options), Commit.MESSAGE, handled);
			case "listener-batch" -> SpringClient.batches(options.number("port"), topic, concurrency, handled);
			case "listener-list" -> SpringClient.lists(options.number("port"), topic, concurrency, handled);
			case "listener-single" -> SpringClient.singles(options.number("port"), topic, concurrency, handled);
			default -> kafkaReader(client, options.text("servers"), topic, options.number("bytes"), handled);
		};
	}

	private static ReadLoad kafkaReader(String client, String servers, String topic, int bytes, Handled handled) {
		byte[] payload = Payloads.json(1, bytes)[0];
		boolean follows = topic.startsWith("relay");
		return switch (client) {
			case "kafka" -> follows ? KafkaReader.following(servers, topic, handled)
					: KafkaReader.over(servers, topic, payload, handled);
			case "kafka-listener-list" -> SpringKafkaReader.lists(servers, topic, payload, handled);
			case "kafka-listener-single" -> follows ? SpringKafkaReader.following(servers, topic, handled)
					: SpringKafkaReader.singles(servers, topic, payload, handled);
			default -> throw new IllegalArgumentException("client: " + client);
		};
	}

	private static List<String> topics(Options options) {
		int topics = options.number("topics", 1);
		String topic = options.text("topic");
		return (topics == 1) ? List.of(topic)
				: IntStream.range(0, topics).mapToObj((number) -> topic + "-" + number).toList();
	}

}
