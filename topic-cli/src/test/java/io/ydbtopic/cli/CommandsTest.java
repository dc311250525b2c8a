package io.ydbtopic.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.broker.TopicSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Each command against a broker, as a user types it. */
@Timeout(60)
class CommandsTest {

	private EmbeddedBroker broker;

	private String url;

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker.start(BrokerOptions.builder().port(0).build());
		this.url = this.broker.connectionString();
		this.broker.createTopic(new TopicSpec("orders", 4, List.of("billing", "audit")));
	}

	@AfterEach
	void stop() {
		this.broker.close();
	}

	private CommandRun topic(String command, String... arguments) {
		return CommandRun.of(arguments(command, arguments));
	}

	private String[] arguments(String command, String... arguments) {
		List<String> all = new ArrayList<>(List.of(command, "-e", this.url));
		all.addAll(List.of(arguments));
		return all.toArray(new String[0]);
	}

	private CommandRun write(String text, String... arguments) {
		return new CommandRun().input(text).run(arguments("write", arguments));
	}

	private static String numbers(int from, int to) {
		return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).collect(Collectors.joining("\n", "", "\n"));
	}

	@Test
	void eachLineOfStandardInputIsAMessageAndReadPrintsThemAll() {
		CommandRun written = write(numbers(1, 20_000), "orders");
		assertThat(written.exitCode()).as(written.err()).isZero();

		CommandRun read = topic("read", "orders");
		assertThat(read.exitCode()).as(read.err()).isZero();
		assertThat(read.lines()).hasSize(20_000).doesNotHaveDuplicates();
	}

	@Test
	void aLastLineWithoutItsEndAndAnEmptyLineAreMessagesToo() {
		write("a\n\nb", "orders", "--partition", "2");
		assertThat(topic("read", "orders").lines()).containsExactly("a", "", "b");
	}

	@Test
	void aLineLongerThanTheBufferStaysWhole() {
		String large = "x".repeat(300_000);
		write("a\n" + large + "\nb\n", "orders", "--partition", "0");
		assertThat(topic("read", "orders").lines()).containsExactly("a", large, "b");
	}

	@Test
	void aConsumerGoesOnWhereItWasAndWithoutCommitItStays() {
		write(numbers(1, 100), "orders", "--partition", "1");
		assertThat(topic("read", "orders", "-c", "billing", "--no-commit").lines()).hasSize(100);
		assertThat(topic("read", "orders", "-c", "billing", "-n", "30").lines()).hasSize(30).endsWith("30");
		CommandRun rest = topic("read", "orders", "-c", "billing");
		assertThat(rest.lines()).hasSize(70).startsWith("31");
		assertThat(this.broker.committedOffset("orders", 1, "billing")).isEqualTo(100);
		assertThat(topic("read", "orders", "-c", "billing").lines()).isEmpty();
	}

	@Test
	void whatTheOutputDidNotTakeIsNotCommitted() {
		write(numbers(1, 100), "orders", "--partition", "1");
		OutputStream closed = new OutputStream() {
			@Override
			public void write(int value) throws IOException {
				throw new IOException("Broken pipe");
			}
		};
		CommandRun read = new CommandRun().output(closed).run(arguments("read", "orders", "-c", "billing"));
		assertThat(read.exitCode()).isEqualTo(1);
		assertThat(read.err()).isEmpty();
		assertThat(this.broker.committedOffset("orders", 1, "billing")).isZero();
	}

	@Test
	void readingBeginsAtAnOffsetOrATimeAndTakesTheGivenPartitions() {
		write("a\nb\nc\n", "orders", "--partition", "1");
		write("d\n", "orders", "--partition", "3");
		assertThat(topic("read", "orders", "--partition", "1", "--from", "1").lines()).containsExactly("b", "c");
		assertThat(topic("read", "orders", "--from", "-1h").lines()).containsExactlyInAnyOrder("a", "b", "c", "d");
		assertThat(topic("read", "orders", "--from", "2999-01-01T00:00:00Z", "--idle", "300ms").lines()).isEmpty();
		CommandRun unknown = topic("read", "orders", "--partition", "9");
		assertThat(unknown.exitCode()).isEqualTo(1);
		assertThat(unknown.err()).contains("has no partition 9 (expected: one of [0, 1, 2, 3])").hasLineCount(1);
	}

	@Test
	void headersAndJsonShowEverythingAndJsonIsWrittenBack() {
		write("hello\n", "orders", "--partition", "2", "--producer", "shop", "-m", "type=greeting");
		assertThat(topic("read", "orders", "--format", "headers").out()).startsWith("2\t0\t")
			.endsWith("\tshop\t1\ttype=greeting\thello\n");
		String json = topic("read", "orders", "--json").out();
		assertThat(json).contains("\"partition\":2,\"offset\":0,\"sequenceNumber\":1,\"producerId\":\"shop\"")
			.contains("\"metadata\":{\"type\":\"greeting\"},\"value\":\"hello\"");

		topic("create", "copies", "--partitions", "1");
		CommandRun back = new CommandRun().input(json).run(arguments("write", "copies", "--format", "json"));
		assertThat(back.exitCode()).as(back.err()).isZero();
		assertThat(topic("read", "copies", "--json").out()).contains("\"metadata\":{\"type\":\"greeting\"}")
			.contains("\"value\":\"hello\"");
	}

	@Test
	void bytesThatAreNoTextTravelAsBase64() {
		byte[] bytes = { (byte) 0xff, 0, 1 };
		InputStream input = new ByteArrayInputStream(bytes);
		new CommandRun().input(input).run(arguments("write", "orders", "--partition", "0"));
		String json = topic("read", "orders", "--json").out();
		assertThat(json).contains("\"valueBase64\":\"/wAB\"");
		new CommandRun().input(json).run(arguments("write", "orders", "--partition", "1", "--format", "json"));
		assertThat(topic("read", "orders", "--partition", "1", "--json").out()).contains("\"valueBase64\":\"/wAB\"");
	}

	@Test
	void aWrongLineOfJsonIsNamedAndWhatCameBeforeIsWritten() {
		CommandRun run = new CommandRun().input("{\"value\": \"a\"}\n{\"val\": 1}\n")
			.run(arguments("write", "orders", "--format", "json"));
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).contains("line 2 of standard input").contains("'value'").hasLineCount(1);
		assertThat(topic("read", "orders").lines()).containsExactly("a");
	}

	@Test
	void followPrintsWhatComesUntilItIsInterruptedAndCommitsIt() {
		write("a\n", "orders", "--partition", "0");
		CommandRun follow = new CommandRun();
		CompletableFuture<Void> done = CompletableFuture
			.runAsync(() -> follow.run(arguments("read", "orders", "-f", "-c", "audit")));
		await().until(() -> follow.lines().contains("a"));
		write("b\n", "orders", "--partition", "3");
		await().until(() -> follow.lines().contains("b"));
		follow.interrupt().raise();
		assertThat(done).succeedsWithin(Duration.ofSeconds(20));
		assertThat(follow.exitCode()).isEqualTo(130);
		assertThat(this.broker.committedOffset("orders", 0, "audit")).isEqualTo(1);
		assertThat(this.broker.committedOffset("orders", 3, "audit")).isEqualTo(1);
	}

	@Test
	void tailBeginsAtTheEnd() {
		write("old\n", "orders", "--partition", "0");
		CommandRun tail = new CommandRun();
		CompletableFuture<Void> done = CompletableFuture
			.runAsync(() -> tail.run(arguments("tail", "orders", "-n", "1", "--partition", "0")));
		await().until(() -> this.broker.openStreams() > 0);
		// Messages that come before the session has started count as old.
		await().until(() -> {
			write("new\n", "orders", "--partition", "0");
			return done.isDone();
		});
		assertThat(tail.lines()).containsExactly("new");
	}

	@Test
	void anInterruptedWriteBringsHomeWhatItHasReadAndTellsTheCount() throws IOException {
		PipedOutputStream keyboard = new PipedOutputStream();
		CommandRun run = new CommandRun().input(new PipedInputStream(keyboard));
		CompletableFuture<Void> done = CompletableFuture.runAsync(() -> run.run(arguments("write", "orders")));
		keyboard.write("a\nb\n".getBytes(StandardCharsets.UTF_8));
		keyboard.flush();
		await().until(() -> IntStream.range(0, 4).mapToLong((p) -> this.broker.endOffset("orders", p)).sum() == 2);
		run.interrupt().raise();
		assertThat(run.err()).contains("interrupted; 2 of 2 messages acknowledged");
		keyboard.close();
		assertThat(done).succeedsWithin(Duration.ofSeconds(20));
		assertThat(run.exitCode()).isEqualTo(130);
	}

	@Test
	void aTopicIsCreatedDescribedChangedAndDropped() {
		CommandRun created = topic("create", "dir/new", "--partitions", "3", "--retention", "36h", "--codecs",
				"raw,gzip", "-c", "one,two", "--scale", "up", "--max-partitions", "8");
		assertThat(created.exitCode()).as(created.err()).isZero();
		assertThat(topic("describe", "dir/new").lines()).anyMatch((line) -> line.matches("minActivePartitions +3"))
			.anyMatch((line) -> line.matches("retentionSeconds +129600"))
			.anyMatch((line) -> line.matches("codecs +\\[raw, gzip]"))
			.anyMatch((line) -> line.matches("scale +SCALE_UP"))
			.anyMatch((line) -> line.matches("one +no +- +-"))
			.anyMatch((line) -> line.matches("two +no +- +-"));

		CommandRun altered = topic("alter", "dir/new", "--partitions", "5", "--add-consumer", "three",
				"--drop-consumer", "one");
		assertThat(altered.exitCode()).as(altered.err()).isZero();
		assertThat(topic("describe", "dir/new", "--json").out()).contains("\"minActivePartitions\":5")
			.contains("\"consumers\":[\"two\",\"three\"]");

		assertThat(topic("drop", "dir/new").exitCode()).isZero();
		CommandRun again = topic("drop", "dir/new");
		assertThat(again.exitCode()).isEqualTo(1);
		assertThat(again.err()).hasLineCount(1).contains("dir/new");
		assertThat(topic("drop", "dir/new", "--if-exists").exitCode()).isZero();
	}

	@Test
	void settingsOfConsumersAndOfOperationAreSetShownAndReset() {
		CommandRun created = topic("create", "new", "-c", "one,two", "--availability", "one=30h", "--important",
				"two=true", "--read-from", "two=2026-05-01T10:00:00Z", "--metrics-level", "3", "--deduplicate-content",
				"true");
		assertThat(created.exitCode()).as(created.err()).isZero();
		assertThat(topic("describe", "new").lines()).anyMatch((line) -> line.matches("metricsLevel +3"))
			.anyMatch((line) -> line.matches("deduplicateContent +true"))
			.anyMatch((line) -> line.matches("one +no +- +PT30H"))
			.anyMatch((line) -> line.matches("two +yes +2026-05-01T10:00:00Z +-"));

		CommandRun altered = topic("alter", "new", "--availability", "one=none", "--important", "two=false",
				"--add-consumer", "three", "--availability", "three=2d", "--metrics-level", "default",
				"--deduplicate-content", "false");
		assertThat(altered.exitCode()).as(altered.err()).isZero();
		assertThat(topic("describe", "new").lines()).noneMatch((line) -> line.startsWith("metricsLevel"))
			.anyMatch((line) -> line.matches("deduplicateContent +false"))
			.anyMatch((line) -> line.matches("one +no +- +-"))
			.anyMatch((line) -> line.matches("two +no +2026-05-01T10:00:00Z +-"))
			.anyMatch((line) -> line.matches("three +no +- +PT48H"));
		assertThat(topic("describe", "new", "--json").out()).contains("\"owner\":\"root@builtin\"")
			.contains("{\"consumer\":\"three\",\"important\":false,\"availabilitySeconds\":172800,\"codecs\":[]");

		CommandRun refused = topic("alter", "new", "--metering", "request-units");
		assertThat(refused.exitCode()).isEqualTo(1);
		assertThat(refused.err()).hasLineCount(1).contains("PRECONDITION_FAILED");
	}

	@Test
	void aDirectoryIsListed() {
		topic("create", "shop/returns");
		topic("create", "shop/old/returns");
		assertThat(topic("list").lines()).anyMatch((line) -> line.matches("topic +orders"))
			.anyMatch((line) -> line.matches("directory +shop"));
		assertThat(topic("list", "shop", "--json").lines()).containsExactly(
				"{\"path\":\"shop/old\",\"kind\":\"directory\",\"owner\":\"root@builtin\"}",
				"{\"path\":\"shop/returns\",\"kind\":\"topic\",\"owner\":\"root@builtin\"}");
		CommandRun missing = topic("list", "nowhere");
		assertThat(missing.exitCode()).isEqualTo(1);
		assertThat(missing.err()).hasLineCount(1).contains("nowhere");
	}

	@Test
	void onePartitionIsDescribed() {
		write("a\nb\n", "orders", "--partition", "2");
		assertThat(topic("describe", "orders", "--partition", "2").lines())
			.anyMatch((line) -> line.matches("partition +2"))
			.anyMatch((line) -> line.matches("endOffset +2"))
			.anyMatch((line) -> line.matches("generation +[1-9]\\d*"));
		assertThat(topic("describe", "orders", "--partition", "3", "--json").out())
			.startsWith("{\"partition\":3,\"active\":true,\"startOffset\":0,\"endOffset\":0")
			.contains("\"bytesWritten\":{\"lastMinute\":0");
		CommandRun unknown = topic("describe", "orders", "--partition", "9");
		assertThat(unknown.exitCode()).isEqualTo(1);
		assertThat(unknown.err()).hasLineCount(1).contains("partition 9 of topic 'orders'");
	}

	private static String keyed(int keys, int messages, String separator) {
		return IntStream.range(0, messages)
			.mapToObj((i) -> "key-" + (i % keys) + separator + i)
			.collect(Collectors.joining("\n", "", "\n"));
	}

	@Test
	void linesWithKeysGoToThePartitionsOfTheirKeysInOrder() {
		for (String[] flags : new String[][] { { "--key" }, { "--key-separator", ": " },
				{ "--key", "--partitioner", "kafka", "--codec", "gzip", "-m", "type=x" } }) {
			topic("create", "keyed", "--partitions", "4");
			List<String> arguments = new ArrayList<>(List.of("keyed"));
			arguments.addAll(List.of(flags));
			String separator = (flags[0].equals("--key")) ? "\t" : ": ";
			CommandRun run = write(keyed(20, 2_000, separator), arguments.toArray(new String[0]));
			assertThat(run.exitCode()).as(run.err()).isZero();
			List<Integer> all = new ArrayList<>();
			int used = 0;
			for (int partition = 0; partition < 4; partition++) {
				List<Integer> values = topic("read", "keyed", "--partition", String.valueOf(partition)).lines()
					.stream()
					.map(Integer::valueOf)
					.toList();
				used += values.isEmpty() ? 0 : 1;
				for (int key = 0; key < 20; key++) {
					int one = key;
					List<Integer> ofKey = values.stream().filter((value) -> value % 20 == one).toList();
					assertThat(ofKey).isSorted();
					assertThat(ofKey.size()).as("all of a key are in one partition").isIn(0, 100);
				}
				all.addAll(values);
			}
			assertThat(all).hasSize(2_000).doesNotHaveDuplicates();
			assertThat(used).isGreaterThan(1);
			topic("drop", "keyed");
		}
	}

	@Test
	void theKeyOfAJsonLineIsAField() {
		CommandRun run = new CommandRun()
			.input("{\"key\": \"k\", \"value\": \"a\"}\n{\"value\": \"b\", \"key\": \"k\"}\n{\"value\": \"c\"}\n")
			.run(arguments("write", "orders", "--format", "json", "--key"));
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).hasLineCount(1).contains("line 3 of standard input: 'key' is not there");
		assertThat(topic("read", "orders").lines()).containsExactly("a", "b");
	}

	@Test
	void aLineWithoutItsKeyIsNamed() {
		CommandRun run = write("k\ta\nb\n", "orders", "--key");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).hasLineCount(1).contains("line 2 of standard input: no key");
		assertThat(topic("read", "orders").lines()).containsExactly("a");
	}

	@Test
	void lagShowsEachConsumerAndPartition() {
		write(numbers(1, 7), "orders", "--partition", "2");
		topic("read", "orders", "-c", "billing", "-n", "3");
		assertThat(topic("lag", "orders").lines())
			.anySatisfy((line) -> assertThat(line.split(" +")).containsExactly("billing", "2", "3", "7", "4", "-"));
		assertThat(topic("lag", "orders", "audit", "--json").lines()).singleElement()
			.asString()
			.contains("\"consumer\":\"audit\",\"lag\":7");
	}

	@Test
	void lagIsWatchedUntilItIsInterrupted() {
		CommandRun run = new CommandRun();
		CompletableFuture<Void> done = CompletableFuture
			.runAsync(() -> run.run(arguments("lag", "orders", "--watch", "20ms")));
		await().until(() -> run.out().split("CONSUMER").length > 3);
		run.interrupt().raise();
		assertThat(done).succeedsWithin(Duration.ofSeconds(20));
		assertThat(run.exitCode()).isEqualTo(130);
	}

	@Test
	void aCopyThatIsRepeatedStoresNothingTwiceAndKeepsOrderAndMetadata() {
		write(numbers(1, 500), "orders", "--partition", "0", "-m", "k=v");
		write(numbers(501, 900), "orders", "--partition", "3");
		topic("create", "target", "--partitions", "4");
		CommandRun first = topic("copy", "orders", "target", "--same-partitions");
		assertThat(first.exitCode()).as(first.err()).isZero();
		assertThat(first.err()).contains("900 messages copied, of which 0 were there already");
		write(numbers(901, 950), "orders", "--partition", "3");
		CommandRun second = topic("copy", "orders", "target", "--same-partitions");
		assertThat(second.err()).contains("950 messages copied, of which 900 were there already");
		assertThat(topic("read", "target", "--partition", "0").out()).isEqualTo(numbers(1, 500));
		assertThat(topic("read", "target", "--partition", "3").out()).isEqualTo(numbers(501, 950));
		assertThat(topic("read", "target", "--partition", "0", "-n", "1", "--json").out()).contains("{\"k\":\"v\"}");
	}

	@Test
	void aCopyAsAConsumerCommitsWhatIsSafe() {
		write(numbers(1, 500), "orders", "--partition", "0");
		topic("create", "target");
		CommandRun run = topic("copy", "orders", "target", "-c", "billing");
		assertThat(run.exitCode()).as(run.err()).isZero();
		assertThat(this.broker.committedOffset("orders", 0, "billing")).isEqualTo(500);
		assertThat(topic("read", "target").lines()).hasSize(500);
	}

	@Test
	void aWrongTopicGivesOneLine() {
		for (CommandRun run : List.of(write("a\n", "nothing"), topic("read", "nothing"), topic("describe", "nothing"),
				topic("lag", "nothing"), topic("tail", "nothing"), topic("copy", "orders", "nothing"),
				topic("copy", "nothing", "orders"), topic("read", "orders", "-c", "nobody"))) {
			assertThat(run.exitCode()).isEqualTo(1);
			assertThat(run.err()).startsWith("topic: ").hasLineCount(1).containsAnyOf("nothing", "nobody");
		}
	}

	@Test
	void aWrongEndpointGivesOneLine() {
		for (String endpoint : List.of("grpc://localhost:1/local", "localhost:2136", "grpc://localhost:xyz/local")) {
			for (String command : List.of("describe", "read", "write")) {
				CommandRun run = CommandRun.of(command, "-e", endpoint, "--timeout", "500ms", "orders");
				assertThat(run.exitCode()).as(endpoint).isEqualTo(1);
				assertThat(run.err()).startsWith("topic: ").hasLineCount(1);
			}
		}
	}

	@Test
	void wrongFlagsGiveOneLineAndTheirOwnCode() {
		for (String[] wrong : new String[][] { {}, { "fly" }, { "read" }, { "read", "orders", "--from", "noon" },
				{ "read", "orders", "--frm", "start" }, { "write", "orders", "--codec", "rar" },
				{ "create", "t", "--retention", "soon" }, { "create", "t", "--scale", "sideways" },
				{ "create", "t", "--codecs", "rar" }, { "create", "t", "--metering", "free" },
				{ "create", "t", "--metrics-level", "high" }, { "create", "t", "--important", "c=true" },
				{ "create", "t", "-c", "c", "--availability", "c=soon" }, { "alter", "t", "--read-from", "c=noon" },
				{ "write", "orders", "--partitioner", "none" }, { "write", "orders", "--key", "--partition", "1" },
				{ "write", "orders", "--key-separator", "" }, { "describe", "orders", "--partition", "first" },
				{ "write", "orders", "--timeout", "-1" } }) {
			CommandRun run = CommandRun.of(wrong);
			assertThat(run.exitCode()).as(List.of(wrong).toString()).isEqualTo(2);
			assertThat(run.err()).startsWith("topic: ").hasLineCount(1);
		}
	}

	@Test
	void aTokenDoesNotGoToAnotherMachineUnencrypted(@TempDir Path directory) throws IOException {
		String file = Files.writeString(directory.resolve("token"), "planted-s3cret").toString();
		CommandRun run = CommandRun.of("describe", "orders", "-e", "grpc://ydb.invalid/local", "--token-file", file);
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).hasLineCount(1).contains("--allow-plaintext-credentials").doesNotContain("s3cret");
	}

	@Test
	void aMissingFileIsNamed() {
		CommandRun run = topic("describe", "orders", "--token-file", "/does/not/exist");
		assertThat(run.exitCode()).isEqualTo(1);
		assertThat(run.err()).hasLineCount(1).contains("/does/not/exist");
	}

}
