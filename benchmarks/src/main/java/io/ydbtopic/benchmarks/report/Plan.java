package io.ydbtopic.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is measured, in parts that can be run apart. The quick form leaves out what no
 * target needs, and has one short round where the full one has five.
 */
final class Plan {

	static final String WRITE_SMALL = "write 100 B";

	static final String WRITE_MEDIUM = "write 1 KiB";

	static final String WRITE_LARGE = "write 64 KiB";

	static final String WRITE_GZIP = "write 1 KiB, GZIP";

	static final String READ_SMALL = "read 100 B, 500 a response";

	static final String READ_FEW = "read 100 B, 10 a response";

	static final String READ_MEDIUM = "read 1 KiB, 200 a response";

	static final String READ_LARGE = "read 64 KiB, 10 a response";

	static final String READ_EACH = "read 100 B, 500 a response, each committed";

	static final String ACK_LATENCY = "ack latency, 1,000/s of 1 KiB";

	static final String HANDLING_LATENCY = "write-to-handler latency, 1,000/s of 1 KiB";

	static final String CUT_WRITE = "cut while writing 5,000/s of 1 KiB";

	static final String CUT_READ = "cut while reading 1 KiB";

	static final String IDLE_WRITERS = "1,000 idle writers";

	static final String IN_FLIGHT = "messages of 100 B in flight";

	static final String PARTITIONS = "read 100 B, 10 a response, partitions";

	static final String TOPICS = "read 100 B, 10 a response, topics of one partition";

	static final String WRITERS = "write 100 B, writers in turn";

	static final String MESSAGES_IN_FLIGHT = "write 100 B, messages in flight";

	static final String THREADS = "@TopicListener on batches, 64 partitions, threads";

	/** Beside what targets look at. */
	private static final Set<String> FOR_THE_RECORD = Set.of(HANDLING_LATENCY, TOPICS, WRITERS, MESSAGES_IN_FLIGHT,
			THREADS);

	private final boolean quick;

	Plan(boolean quick) {
		this.quick = quick;
	}

	boolean isQuick() {
		return this.quick;
	}

	int rounds() {
		return this.quick ? 1 : 5;
	}

	double seconds() {
		return this.quick ? 0.35 : 0.4;
	}

	/** Seconds of each of the two rounds that are not measured. */
	double warmUpSeconds() {
		return this.quick ? 0.5 : 1.2;
	}

	/**
	 * Most seconds after that until the compilers rest: what is called once for 500
	 * messages is compiled late.
	 */
	private double settleSeconds(String scenario) {
		if (this.quick) {
			return 0;
		}
		return scenario.startsWith(READ_SMALL) ? 14 : scenario.equals(PARTITIONS) ? 6 : 0;
	}

	/** What no target looks at has fewer. */
	private int rounds(String scenario) {
		boolean codecs = scenario.contains("ZIP") || scenario.contains("ZSTD");
		boolean fewer = FOR_THE_RECORD.contains(scenario) || (codecs && !scenario.equals(WRITE_GZIP));
		return (!this.quick && fewer) ? 3 : rounds();
	}

	int messagesInFlight() {
		return this.quick ? 200_000 : 1_000_000;
	}

	/** The parts by name, in the order in which they run. */
	Map<String, List<Cell>> parts() {
		Map<String, List<Cell>> parts = new LinkedHashMap<>();
		parts.put("write", writes());
		parts.put("codec", codecs());
		parts.put("read", reads());
		parts.put("latency", latencies());
		parts.put("cut", cuts());
		parts.put("memory", memory());
		parts.put("kafka", kafka());
		parts.put("growth", growth());
		return parts;
	}

	private List<Cell> writes() {
		List<Cell> cells = new ArrayList<>();
		for (int bytes : this.quick ? List.of(100) : List.of(100, 1024, 65536)) {
			List<String> clients = new ArrayList<>(List.of("bare-100", "official-tuned", "core"));
			if (!this.quick) {
				if (bytes == 100) {
					clients.add(1, "official");
					clients.add("bean");
				}
			}
			clients.add("core-futures");
			clients.forEach((client) -> cells.add(write(client, bytes, "raw")));
		}
		if (this.quick) {
			// The measure of its GZIP.
			cells.add(write("core", 1024, "raw"));
		}
		return cells;
	}

	private List<Cell> codecs() {
		List<Cell> cells = new ArrayList<>();
		for (String codec : List.of("gzip", "zstd")) {
			for (int bytes : List.of(100, 1024, 65536)) {
				boolean zstd = codec.equals("zstd");
				if (this.quick ? (bytes != 1024 || zstd) : (bytes == 100 || (bytes > 1024 && zstd))) {
					continue;
				}
				cells.add(throughput(writeTitle(bytes, codec), "compressor alone", "compress", "bytes=" + bytes,
						"codec=" + codec));
				cells.add(write("official-tuned", bytes, codec));
				cells.add(write("core", bytes, codec));
			}
			if (!this.quick) {
				String topic = "topic=read-200-1024-1-" + (codec.equals("gzip") ? 2 : 4);
				for (String client : List.of("official", "core")) {
					cells.add(throughput(READ_MEDIUM + ", " + codec.toUpperCase(Locale.ROOT), client, "read", topic));
				}
			}
		}
		return cells;
	}

	private List<Cell> reads() {
		List<Cell> cells = new ArrayList<>();
		for (String client : List.of("bare", "official", "core", "listener-batch", "listener-list",
				"listener-single")) {
			cells.add(read(READ_SMALL, client, 500, 100));
		}
		List<String> clients = List.of("bare", "official", "core");
		clients.forEach((client) -> cells.add(read(READ_FEW, client, 10, 100)));
		if (!this.quick) {
			for (String client : List.of("official-each", "core-each")) {
				cells.add(read(READ_EACH, client, 500, 100));
			}
			clients.forEach((client) -> cells.add(read(READ_MEDIUM, client, 200, 1024)));
			clients.forEach((client) -> cells.add(read(READ_LARGE, client, 10, 65536)));
			cells.add(read(READ_FEW, "listener-batch", 10, 100));
			cells.add(read(READ_MEDIUM, "listener-batch", 200, 1024));
		}
		return cells;
	}

	private List<Cell> latencies() {
		List<Cell> cells = new ArrayList<>();
		for (String client : List.of("bare-1", "official-tuned", "core-futures", "bean")) {
			if (!this.quick || !client.equals("bean")) {
				cells.add(latency(ACK_LATENCY, client, "ack-latency"));
			}
		}
		if (!this.quick) {
			cells.add(latency(HANDLING_LATENCY, "bare", "handling-latency", "writer=bare-1", "topic=relay-bare"));
			cells.add(latency(HANDLING_LATENCY, "official", "handling-latency", "writer=official-tuned",
					"topic=relay-official"));
			cells.add(latency(HANDLING_LATENCY, "core", "handling-latency", "writer=core-futures", "topic=relay-core"));
			cells.add(latency(HANDLING_LATENCY, "listener-single", "handling-latency", "writer=bean",
					"topic=relay-bean"));
		}
		return cells;
	}

	private Cell latency(String title, String client, String program, String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		options.addAll(List.of("bytes=1024", "rate=1000", "rounds=" + rounds(title), "seconds=1.2"));
		return Cell.of(title, client, program, options.toArray(String[]::new));
	}

	private List<Cell> cuts() {
		return List.of(cut(CUT_WRITE, "official-tuned", "direction=write", "bytes=1024"),
				cut(CUT_WRITE, "core", "direction=write", "bytes=1024"),
				cut(CUT_READ, "official", "direction=read", "topic=read-10-1024-1-1"),
				cut(CUT_READ, "core", "direction=read", "topic=read-10-1024-1-1"));
	}

	private Cell cut(String scenario, String client, String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		options.addAll(List.of("pause=700", "cuts=" + (this.quick ? 2 : 7)));
		return Cell.of(scenario, client, "cut", options.toArray(String[]::new));
	}

	private List<Cell> memory() {
		List<Cell> cells = new ArrayList<>();
		String seconds = "seconds=" + (this.quick ? "0.3" : "1");
		for (String client : List.of("official-tuned", "core")) {
			cells.add(Cell.of(IDLE_WRITERS, client, "idle-writers", "writers=1000", seconds));
		}
		String messages = "messages=" + messagesInFlight();
		for (String client : List.of("official-tuned", "core")) {
			// Both get room for so many; by default both would stop the application
			// before.
			cells.add(Cell.of(IN_FLIGHT, client, "in-flight", "topic=never", messages, "bytes=100", "in-flight=1000001",
					"buffer=1000000000")
				.withHeap("4g"));
		}
		for (int partitions : List.of(4, 1000)) {
			cells.add(partitions(partitions));
		}
		return cells;
	}

	private List<Cell> kafka() {
		List<Cell> cells = new ArrayList<>();
		cells.add(read(READ_SMALL, "kafka", 500, 100));
		cells.add(read(READ_SMALL, "kafka-listener-list", 500, 100));
		cells.add(read(READ_SMALL, "kafka-listener-single", 500, 100));
		if (!this.quick) {
			for (int bytes : List.of(100, 1024)) {
				cells.add(write("kafka", bytes, "raw"));
			}
			cells.add(latency(ACK_LATENCY, "kafka", "ack-latency"));
			cells.add(latency(HANDLING_LATENCY, "kafka", "handling-latency", "writer=kafka", "topic=relay-kafka"));
			cells.add(latency(HANDLING_LATENCY, "kafka-listener-single", "handling-latency", "writer=kafka",
					"topic=relay-spring-kafka"));
		}
		return cells;
	}

	private List<Cell> growth() {
		List<Cell> cells = new ArrayList<>();
		if (this.quick) {
			return cells;
		}
		for (int partitions : List.of(1, 100)) {
			cells.add(partitions(partitions));
		}
		for (int topics : List.of(1, 100)) {
			cells.add(growth(TOPICS, topics, "core", "read", "topic=read-10-100-1-1", "topics=" + topics));
		}
		for (int writers : List.of(1, 100, 1000)) {
			cells.add(growth(WRITERS, writers, "core", "write", "bytes=100", "writers=" + writers));
		}
		for (int messages : List.of(10, 10_000, 1_000_000)) {
			cells.add(growth(MESSAGES_IN_FLIGHT, messages, "core", "write", "bytes=100", "topic=late-" + messages,
					"buffer=1000000000")
				.withHeap("3g"));
		}
		for (int threads : List.of(1, 4, 16, 64)) {
			cells.add(growth(THREADS, threads, "listener-batch", "read", "topic=read-10-100-64-1",
					"concurrency=" + threads));
		}
		return cells;
	}

	private Cell partitions(int partitions) {
		return growth(PARTITIONS, partitions, "core", "read", "topic=read-10-100-" + partitions + "-1");
	}

	private Cell growth(String scenario, int number, String client, String program, String... options) {
		return throughput(scenario, client, program, options).as(String.format(Locale.ROOT, "%,d", number));
	}

	private Cell write(String client, int bytes, String codec) {
		return throughput(writeTitle(bytes, codec), client, "write", "bytes=" + bytes, "codec=" + codec, "topic=bench");
	}

	private static String writeTitle(int bytes, String codec) {
		String title = switch (bytes) {
			case 100 -> WRITE_SMALL;
			case 1024 -> WRITE_MEDIUM;
			default -> WRITE_LARGE;
		};
		return codec.equals("raw") ? title : title + ", " + codec.toUpperCase(Locale.ROOT);
	}

	private Cell read(String scenario, String client, int perResponse, int bytes) {
		return throughput(scenario, client, "read", "topic=read-" + perResponse + "-" + bytes + "-1-1",
				"bytes=" + bytes);
	}

	private Cell throughput(String scenario, String client, String program, String... more) {
		List<String> options = new ArrayList<>(List.of(more));
		options.addAll(List.of("rounds=" + rounds(scenario), "seconds=" + seconds(), "warm-up=" + warmUpSeconds(),
				"settle=" + settleSeconds(scenario)));
		return Cell.of(scenario, client, program, options.toArray(String[]::new));
	}

}
