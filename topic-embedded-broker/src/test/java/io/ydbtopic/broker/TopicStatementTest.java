package io.ydbtopic.broker;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.ExecMode;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.Consumer;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResponse;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TopicStatementTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private QueryClient client;

	@BeforeEach
	void open() {
		this.client = new QueryClient(this.test.channel()).attach();
	}

	private void run(String text) {
		ExecuteQueryResponsePart answer = this.client.execute(text);
		assertThat(answer.getStatus()).as(answer.toString()).isEqualTo(StatusCode.SUCCESS);
	}

	private DescribeTopicResponse describeFully(String path) {
		return this.test.topics().describeTopic(DescribeTopicRequest.newBuilder().setPath(path).build());
	}

	private DescribeTopicResult describe(String path) {
		return TestBroker.result(describeFully(path).getOperation(), DescribeTopicResult.class);
	}

	@Test
	void aTopicIsMadeWithItsDefaults() {
		run("CREATE TOPIC events");
		DescribeTopicResult topic = describe("events");
		assertThat(topic.getPartitionsCount()).isEqualTo(1);
		assertThat(topic.getRetentionPeriod().getSeconds()).isPositive();
		assertThat(topic.getConsumersList()).isEmpty();
	}

	@Test
	void aTopicIsMadeWithConsumersAndSettings() {
		run("""
				create topic `/local/dir/events` (
					consumer `first` with (important = true, read_from = Timestamp('2026-01-31T12:00:00Z')),
					consumer second with (supported_codecs = 'raw, GZIP,zstd')
				) with (
					min_active_partitions = 2,
					max_active_partitions = 8,
					retention_period = Interval("PT2H"),
					supported_codecs = "raw,gzip,zstd",
					partition_write_speed_bytes_per_second = 2097152,
					auto_partitioning_strategy = 'scale_up',
					auto_partitioning_stabilization_window = Interval('PT10S'),
					auto_partitioning_up_utilization_percent = 77
				);
				""");
		DescribeTopicResult topic = describe("dir/events");
		assertThat(topic.getPartitionsCount()).isEqualTo(2);
		assertThat(topic.getRetentionPeriod().getSeconds()).isEqualTo(7200);
		assertThat(topic.getSupportedCodecs().getCodecsList()).containsExactly(1, 2, 4);
		assertThat(topic.getPartitionWriteSpeedBytesPerSecond()).isEqualTo(2_097_152);
		assertThat(topic.getPartitioningSettings().getMaxActivePartitions()).isEqualTo(8);
		assertThat(topic.getPartitioningSettings().getAutoPartitioningSettings().getStrategy())
			.isEqualTo(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		assertThat(topic.getPartitioningSettings()
			.getAutoPartitioningSettings()
			.getPartitionWriteSpeed()
			.getUpUtilizationPercent()).isEqualTo(77);
		assertThat(topic.getConsumersList()).extracting(Consumer::getName).containsExactly("first", "second");
		assertThat(topic.getConsumers(0).getImportant()).isTrue();
		assertThat(topic.getConsumers(0).getReadFrom().getSeconds()).isEqualTo(1_769_860_800);
		assertThat(topic.getConsumers(1).getSupportedCodecs().getCodecsList()).containsExactly(1, 2, 4);
	}

	@Test
	void aTopicThatIsThereIsKeptOrRefused() {
		run("CREATE TOPIC IF NOT EXISTS orders WITH (min_active_partitions = 5)");
		assertThat(describe("orders").getPartitionsCount()).isEqualTo(1);
		assertThat(this.client.execute("CREATE TOPIC orders").getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void aTopicIsAltered() {
		run("ALTER TOPIC orders ADD CONSUMER audit WITH (important = false), DROP CONSUMER billing, "
				+ "SET (min_active_partitions = 3, retention_period = Interval('P1D'))");
		run("ALTER TOPIC `orders` ALTER CONSUMER audit SET (important = true)");
		DescribeTopicResult topic = describe("orders");
		assertThat(topic.getPartitionsCount()).isEqualTo(3);
		assertThat(topic.getRetentionPeriod().getSeconds()).isEqualTo(86_400);
		assertThat(topic.getConsumersList()).extracting(Consumer::getName).containsExactly("audit");
		assertThat(topic.getConsumers(0).getImportant()).isTrue();
		assertThat(this.client.execute("ALTER TOPIC missing DROP CONSUMER c").getStatus())
			.isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void availabilityIsSetAndReset() {
		run("CREATE TOPIC t (CONSUMER c WITH (availability_period = Interval('PT1H')))");
		assertThat(describe("t").getConsumers(0).getAvailabilityPeriod().getSeconds()).isEqualTo(3600);
		run("ALTER TOPIC t ALTER CONSUMER c RESET (availability_period)");
		assertThat(describe("t").getConsumers(0).hasAvailabilityPeriod()).isFalse();
	}

	@Test
	void aTopicIsDropped() {
		run("DROP TOPIC orders");
		assertThat(describeFully("orders").getOperation().getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(this.client.execute("DROP TOPIC orders").getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		run("DROP TOPIC IF EXISTS orders");
	}

	@Test
	void insideOfATransactionTopicsStayAsTheyAre() {
		String tx = this.client.begin();
		assertThat(this.client.execute(this.client.query("DROP TOPIC orders").setTxControl(QueryClient.inTx(tx)))
			.getStatus()).isEqualTo(StatusCode.PRECONDITION_FAILED);
		assertThat(describe("orders").getPartitionsCount()).isEqualTo(1);
	}

	@Test
	void aCheckedStatementChangesNothing() {
		assertThat(this.client.execute(this.client.query("DROP TOPIC orders").setExecMode(ExecMode.EXEC_MODE_VALIDATE))
			.getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(describe("orders").getPartitionsCount()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '#', value = {
			"CREATE TOPIC | 1:13 Unexpected the end (expected the path of the topic",
			"CREATE TOPIC t x | 1:16 Unexpected 'x' (expected the end",
			"CREATE TOPIC t (c) | 1:17 Unexpected 'c' (expected consumer",
			"CREATE TOPIC t (CONSUMER c | 1:27 Unexpected the end (expected ')')",
			"CREATE TOPIC t WITH (a = 1) | 1:22 Option 'a' is not known here (expected min_active_partitions",
			"CREATE TOPIC t WITH (min_active_partitions = -1) | 1:46 Unexpected '-' (expected the value of option",
			"CREATE TOPIC t WITH (min_active_partitions = 'x') | 1:46 Option min_active_partitions is set to 'x'",
			"CREATE TOPIC t WITH (min_active_partitions = 1 min_x = 2) | 1:48 Unexpected 'min_x' (expected ')')",
			"CREATE TOPIC t WITH (retention_period = 5) | 1:41 Option retention_period is set to '5' (expected an interval",
			"CREATE TOPIC t WITH (retention_period = Interval('5 h')) | 1:50 Option retention_period is set to interval of '5 h'",
			"CREATE TOPIC t WITH (supported_codecs = 'raw, lz4') | expected a list of raw, gzip, lzop and zstd",
			"CREATE TOPIC t WITH (supported_codecs = 'raw', supported_codecs = 'raw') | is given twice",
			"CREATE TOPIC t (CONSUMER c WITH (important = 1)) | expected true or false",
			"CREATE TOPIC t (CONSUMER c WITH (read_from = Timestamp('soon'))) | expected a time such as",
			"CREATE TOPIC t WITH (auto_partitioning_strategy = 'up and away') | expected 'disabled', 'scale_up'",
			"ALTER TOPIC t RENAME TO u | 1:15 Unexpected 'RENAME' (expected ADD CONSUMER, DROP CONSUMER",
			"ALTER TOPIC t ALTER CONSUMER c DROP | expected SET or RESET",
			"ALTER TOPIC t ALTER CONSUMER c RESET (important) | can't be reset",
			"ALTER TOPIC t SET (nothing = 1) | is not known here", "DROP TOPIC `` | expected the path of the topic",
			"CREATE VIEW v | 1:1 Statement beginning with 'CREATE' is not known" })
	void mistakesAreNamedWithTheirPosition(String text, String expected) {
		ExecuteQueryResponsePart answer = this.client.execute(text);
		assertThat(answer.getStatus()).isIn(StatusCode.GENERIC_ERROR, StatusCode.UNSUPPORTED);
		assertThat(answer.getIssues(0).getMessage()).contains(expected);
		assertThat(answer.getIssues(0).getPosition().getRow()).isEqualTo(1);
		assertThat(answer.getIssues(0).getPosition().getColumn()).isPositive();
	}

}
