package io.ydbtopic.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BrokerMainTest {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final CountDownLatch stop = new CountDownLatch(1);

	private int run(String... arguments) {
		CommandLine line = BrokerMain.commandLine(this.stop);
		line.setOut(new PrintWriter(this.out, true));
		line.setErr(new PrintWriter(this.err, true));
		return line.execute(arguments);
	}

	@Test
	void itPrintsOneLineWhenItIsReadyAndStopsInOrder() throws InterruptedException {
		AtomicInteger exitCode = new AtomicInteger(-1);
		Thread main = new Thread(() -> exitCode.set(run("--port", "0", "--topic", "orders:2:billing", "--topic", "log",
				"--variant", "create_again_fails")));
		main.start();
		await().until(() -> this.out.toString().contains("\n"));
		Matcher ready = Pattern.compile("ready: grpc://localhost:(\\d+)/local\\R").matcher(this.out.toString());
		assertThat(ready.matches()).as(this.out.toString()).isTrue();
		ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", Integer.parseInt(ready.group(1)))
			.usePlaintext()
			.build();
		try (WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel))) {
			writer.init("orders", "p");
			writer.write(1);
		}
		channel.shutdownNow();
		channel.awaitTermination(5, TimeUnit.SECONDS);
		this.stop.countDown();
		main.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(exitCode).hasValue(0);
		assertThat(this.err.toString()).isEmpty();
		assertThat(this.out.toString().lines()).hasSize(1);
	}

	@Test
	void itSaysWhenOtherMachinesCanReachIt() {
		assertThat(warningsWith("--port", "0", "--host", "0.0.0.0")).contains("The broker listens on 0.0.0.0",
				"without TLS and without a token");
		assertThat(warningsWith("--port", "0", "--host", "127.0.0.1")).isEmpty();
		assertThat(warningsWith("--port", "0")).isEmpty();
	}

	private String warningsWith(String... arguments) {
		PrintStream before = System.err;
		ByteArrayOutputStream printed = new ByteArrayOutputStream();
		System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
		try {
			BrokerMain main = new BrokerMain(this.stop);
			new CommandLine(main).parseArgs(arguments);
			EmbeddedBroker.start(main.options()).close();
		}
		finally {
			System.setErr(before);
		}
		return printed.toString(StandardCharsets.UTF_8);
	}

	@Test
	void theJournalIsPrintedWhenAskedFor() throws Exception {
		Thread main = new Thread(() -> run("--port", "0", "--topic", "orders:1", "--journal"));
		main.start();
		await().until(() -> this.out.toString().contains("ready: "));
		Matcher ready = Pattern.compile("ready: grpc://localhost:(\\d+)/local\\R").matcher(this.out.toString());
		assertThat(ready.find()).isTrue();
		ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", Integer.parseInt(ready.group(1)))
			.usePlaintext()
			.build();
		try (WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel))) {
			writer.init("orders", "shop");
			await().until(() -> this.out.toString().contains(" STREAM_OPENED /local/orders/0 shop: write_1_"));
		}
		channel.shutdownNow();
		channel.awaitTermination(5, TimeUnit.SECONDS);
		this.stop.countDown();
		main.join(TimeUnit.SECONDS.toMillis(10));
	}

	@Test
	void adminCallsAreServedWhereItSays() throws Exception {
		Thread main = new Thread(() -> run("--port", "0", "--admin-port", "0"));
		main.start();
		await().until(() -> this.out.toString().contains("ready: "));
		Matcher admin = Pattern.compile("admin: (http://localhost:\\d+)\\Rready: .*\\R").matcher(this.out.toString());
		assertThat(admin.matches()).as(this.out.toString()).isTrue();
		assertThat(URI.create(admin.group(1) + "/faults").toURL().openStream()).asString(StandardCharsets.UTF_8)
			.contains("\"armed\": []");
		this.stop.countDown();
		main.join(TimeUnit.SECONDS.toMillis(10));
		assertThat(this.err.toString()).isEmpty();
	}

	@Test
	void aTakenAdminPortIsToldInOneLine() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("localhost"))) {
			assertThat(run("--port", "0", "--admin-port", String.valueOf(taken.getLocalPort()))).isEqualTo(1);
		}
		assertThat(this.err.toString().lines()).hasSize(1);
		assertThat(this.err.toString()).contains("The admin calls can't be served on port");
	}

	private void assertUsageError(String text, String... arguments) {
		assertThat(run(arguments)).isEqualTo(2);
		assertThat(this.err.toString().lines()).hasSize(1);
		assertThat(this.err.toString()).contains(text);
		assertThat(this.out.toString()).isEmpty();
		this.err.getBuffer().setLength(0);
	}

	@Test
	void wrongFlagsEndItWithOneLine() {
		assertUsageError("--prot", "--prot", "1");
		assertUsageError("'abc'", "--port", "abc");
		assertUsageError("port is 70000 (expected 0 to 65535)", "--port", "70000");
		assertUsageError("'orders:x'", "--topic", "orders:x");
		assertUsageError("0 partitions", "--topic", "orders:0");
		assertUsageError("TAKEOVER_EXPIRES", "--variant", "nonsense");
		assertUsageError("expected an absolute path", "--database", "local");
		assertUsageError("sync is 'often' (expected none, each-ack, or an interval", "--data-dir", "nowhere", "--sync",
				"often");
		assertUsageError("--sync is 1s without a data directory", "--sync", "1s");
		assertUsageError("--admin-port is 70000 (expected 0 to 65535)", "--admin-port", "70000");
		assertUsageError("--tls-client-authorities is ca.pem without TLS", "--tls-client-authorities", "ca.pem");
		assertUsageError("loadCheckInterval", "--load-check-seconds", "0");
		assertUsageError("--user does not name a user and a password (expected name:password)", "--user", "ann");
		assertUsageError("'soon' is no duration (expected a duration such as 300ms", "--transaction-timeout", "soon");
		assertUsageError("transactionTimeout is PT0S (expected more than 0)", "--transaction-timeout", "0s");
		assertUsageError("autoCreatePartitions is 0", "--auto-create-topics=0");
		assertUsageError("messageBytesMax is 0", "--message-bytes-max", "0");
		assertUsageError("(expected both or none)", "--tls-key", "key.pem");
	}

	@Test
	void aTakenPortIsToldInOneLine() throws Exception {
		try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getByName("localhost"))) {
			assertThat(run("--port", String.valueOf(taken.getLocalPort()))).isEqualTo(1);
		}
		assertThat(this.err.toString().lines()).hasSize(1);
		assertThat(this.err.toString()).contains("can't listen on port");
	}

	@Test
	void helpNamesEveryFlagAndIsShownAsDocumented() throws IOException {
		assertThat(run("--help")).isZero();
		String documented = Files.readString(Path.of("docs", "standalone.md"));
		for (OptionSpec flag : BrokerMain.commandLine(this.stop).getCommandSpec().options()) {
			assertThat(this.out.toString().replace("[no-]", "")).contains(flag.longestName());
			assertThat(flag.description()[0]).as(flag.longestName()).isNotBlank();
			assertThat(documented).as("docs/standalone.md").contains("`" + flag.longestName());
		}
		assertThat(this.out.toString()).contains("CREATE_AGAIN_FAILS");
	}

	@Test
	void itSaysWhatItIs() {
		assertThat(run("--version")).isZero();
		assertThat(this.out.toString()).startsWith("ydb-topic-broker ").hasLineCount(1);
	}

	@Test
	void flagsSetTheOptions() {
		BrokerMain main = new BrokerMain(this.stop);
		new CommandLine(main).parseArgs("--advertised-host", "broker.test", "--auto-create-topics=3", "--require-token",
				"--user", "ann:a:b", "--token", "t1", "--token", "t2", "--message-bytes-max", "1000",
				"--transaction-timeout", "90s", "--silent-connection-timeout", "PT5M", "--retention-check", "200ms",
				"--pin-transaction-offsets");
		BrokerOptions options = main.options();
		assertThat(options.advertisedHost()).isEqualTo("broker.test");
		assertThat(options.autoCreateTopics()).isTrue();
		assertThat(options.autoCreatePartitions()).isEqualTo(3);
		assertThat(options.requireToken()).isTrue();
		assertThat(options.users()).containsEntry("ann", "a:b");
		assertThat(options.tokens()).containsExactlyInAnyOrder("t1", "t2");
		assertThat(options.variants().messageBytesMax()).isEqualTo(1_000);
		assertThat(options.transactionTimeout()).isEqualTo(Duration.ofSeconds(90));
		assertThat(options.silentConnectionTimeout()).isEqualTo(Duration.ofMinutes(5));
		assertThat(options.retentionCheckInterval()).isEqualTo(Duration.ofMillis(200));
		assertThat(options.pinTransactionOffsets()).isTrue();
	}

	@Test
	void withoutFlagsTheOptionsAreTheDefaults() {
		BrokerMain main = new BrokerMain(this.stop);
		new CommandLine(main).parseArgs();
		BrokerOptions defaults = BrokerOptions.defaults();
		assertThat(main.options()).usingRecursiveComparison()
			.ignoringFields("values.port", "values.clock")
			.isEqualTo(defaults);
	}

	@ParameterizedTest
	@CsvSource({ "--split-by-load, true", "--no-split-by-load, false", "--port=0, true" })
	void splitsByLoadCanBeSwitchedOff(String flag, boolean splits) {
		BrokerMain main = new BrokerMain(this.stop);
		new CommandLine(main).parseArgs(flag, "--load-check-seconds", "7");
		BrokerOptions options = main.options();
		assertThat(options.splitByLoad()).isEqualTo(splits);
		assertThat(options.loadCheckInterval()).isEqualTo(Duration.ofSeconds(7));
	}

}
