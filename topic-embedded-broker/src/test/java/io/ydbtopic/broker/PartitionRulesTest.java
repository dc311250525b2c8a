package io.ydbtopic.broker;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.ByteString;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.PartitionKeyRange;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a producer comes to its partition ({@code P1} to {@code P6}, {@code P12},
 * {@code P14}, {@code P15}).
 */
class PartitionRulesTest {

	private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(128);

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("plain:5:"));

	/** The hash as the protocol describes it, made here once more. */
	private static byte[] hash(String producer) {
		try {
			return MessageDigest.getInstance("MD5").digest(producer.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static long slice(String producer, int partitions) {
		BigInteger width = SPACE.subtract(BigInteger.ONE).divide(BigInteger.valueOf(partitions));
		return new BigInteger(1, hash(producer)).divide(width).min(BigInteger.valueOf(partitions - 1)).longValue();
	}

	private static boolean contains(PartitionKeyRange range, ByteString key) {
		return (!range.hasFromBound()
				|| ByteString.unsignedLexicographicalComparator().compare(range.getFromBound(), key) <= 0)
				&& (!range.hasToBound()
						|| ByteString.unsignedLexicographicalComparator().compare(key, range.getToBound()) < 0);
	}

	private void createScaled(String path, int partitions) {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath(path);
		request.getPartitioningSettingsBuilder()
			.setMinActivePartitions(partitions)
			.setMaxActivePartitions(100)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		this.test.topics().createTopic(request.build());
	}

	private List<DescribeTopicResult.PartitionInfo> partitions(String path) {
		return TestBroker
			.result(this.test.topics()
				.describeTopic(DescribeTopicRequest.newBuilder().setPath(path).build())
				.getOperation(), DescribeTopicResult.class)
			.getPartitionsList();
	}

	private InitResponse init(String path, String producer) {
		WriteStream writer = this.test.writer();
		InitResponse response = writer.init(path, producer);
		writer.cancel();
		return response;
	}

	private long active(String path, String producer) {
		ByteString key = ByteString.copyFrom(hash(producer));
		List<Long> found = partitions(path).stream()
			.filter((partition) -> partition.getActive() && contains(partition.getKeyRange(), key))
			.map(DescribeTopicResult.PartitionInfo::getPartitionId)
			.toList();
		assertThat(found).as("exactly one active partition has the key of %s", producer).hasSize(1);
		return found.get(0);
	}

	@Test
	void aProducerOfAPlainTopicGoesToTheSliceOfItsHash() {
		for (int i = 0; i < 40; i++) {
			String producer = "producer-" + i;
			assertThat(init("plain", producer).getPartitionId()).as(producer).isEqualTo(slice(producer, 5));
		}
	}

	@Test
	void aProducerOfAScaledTopicGoesToThePartitionThatHasItsKey() {
		createScaled("scaled", 3);
		this.test.broker().faults().split("scaled", 1);
		this.test.broker().faults().split("scaled", 3);
		for (int i = 0; i < 40; i++) {
			String producer = "producer-" + i;
			assertThat(init("scaled", producer).getPartitionId()).as(producer).isEqualTo(active("scaled", producer));
		}
	}

	@Test
	void theFirstBoundsAreEqualSlicesThatTouch() {
		createScaled("scaled", 4);
		List<DescribeTopicResult.PartitionInfo> partitions = partitions("scaled");
		assertThat(partitions.get(0).getKeyRange().hasFromBound()).isFalse();
		assertThat(partitions.get(3).getKeyRange().hasToBound()).isFalse();
		for (int i = 1; i < 4; i++) {
			ByteString bound = partitions.get(i).getKeyRange().getFromBound();
			assertThat(bound).isEqualTo(partitions.get(i - 1).getKeyRange().getToBound());
			assertThat(bound.size()).isEqualTo(16);
			BigInteger exact = SPACE.divide(BigInteger.valueOf(4)).multiply(BigInteger.valueOf(i));
			assertThat(new BigInteger(1, bound.toByteArray()).subtract(exact).abs())
				.isLessThanOrEqualTo(BigInteger.valueOf(4));
		}
	}

	@Test
	void theFirstChoiceStaysWhenPartitionsAreAdded() {
		Map<String, Long> homes = new HashMap<>();
		for (int i = 0; i < 20; i++) {
			homes.put("producer-" + i, init("plain", "producer-" + i).getPartitionId());
		}
		AlterTopicRequest.Builder alter = AlterTopicRequest.newBuilder().setPath("plain");
		alter.getAlterPartitioningSettingsBuilder().setSetMinActivePartitions(9);
		this.test.topics().alterTopic(alter.build());
		homes.forEach((producer, home) -> assertThat(init("plain", producer).getPartitionId()).isEqualTo(home));
		for (int i = 20; i < 40; i++) {
			assertThat(init("plain", "producer-" + i).getPartitionId()).isEqualTo(slice("producer-" + i, 9));
		}
	}

	@Test
	void aNamedPartitionStaysToo() {
		long named = (slice("p", 5) + 2) % 5;
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("plain").setProducerId("p").setPartitionId(named));
		assertThat(init("plain", "p").getPartitionId()).isEqualTo(named);
	}

	@Test
	void theChoiceSurvivesARestart(@TempDir Path directory) throws InterruptedException {
		long named = (slice("p", 5) + 2) % 5;
		try (EmbeddedBroker first = EmbeddedBroker
			.start(BrokerOptions.builder().dataDir(directory).topic("plain:5:").build())) {
			TestBroker.withChannel(first, (channel) -> {
				WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
				writer.init(InitRequest.newBuilder().setPath("plain").setProducerId("p").setPartitionId(named));
				writer.write(3);
				writer.close();
			});
		}
		try (EmbeddedBroker second = EmbeddedBroker.start(BrokerOptions.builder().dataDir(directory).build())) {
			TestBroker.withChannel(second, (channel) -> {
				WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
				InitResponse response = writer.init("plain", "p");
				assertThat(response.getPartitionId()).isEqualTo(named);
				assertThat(response.getLastSeqNo()).isEqualTo(3);
				writer.close();
			});
		}
	}

	@Test
	void afterSplitsTheProducerFollowsItsKeyAndItsNumbersFollowIt() {
		createScaled("scaled", 1);
		for (int seqNo = 1; seqNo <= 4; seqNo++) {
			WriteStream writer = this.test.writer();
			InitResponse response = writer.init("scaled", "p");
			assertThat(response.getPartitionId()).isEqualTo(seqNo == 1 ? 0 : active("scaled", "p"));
			assertThat(response.getLastSeqNo()).isEqualTo(seqNo - 1);
			writer.write(seqNo);
			this.test.broker().faults().split("scaled", response.getPartitionId());
			writer.awaitFatal();
		}
		long stored = partitions("scaled").stream()
			.mapToLong((partition) -> this.test.broker().endOffset("scaled", partition.getPartitionId()))
			.sum();
		assertThat(stored).isEqualTo(4);
	}

	@Test
	void numbersComeDownOverManySplitsToAProducerThatWasAway() {
		createScaled("scaled", 1);
		WriteStream writer = this.test.writer();
		writer.init("scaled", "p");
		writer.write(7);
		this.test.broker().faults().split("scaled", 0);
		this.test.broker().faults().split("scaled", active("scaled", "p"));
		this.test.broker().faults().split("scaled", active("scaled", "p"));
		InitResponse response = init("scaled", "p");
		assertThat(response.getPartitionId()).isEqualTo(active("scaled", "p"));
		assertThat(response.getLastSeqNo()).isEqualTo(7);
	}

	@Test
	void childrenHaveTheNextTwoIdsAndTheirParentsRange() {
		createScaled("scaled", 2);
		assertThat(this.test.broker().faults().split("scaled", 0)).containsExactly(2L, 3L);
		assertThat(this.test.broker().faults().split("scaled", 3)).containsExactly(4L, 5L);
		List<DescribeTopicResult.PartitionInfo> partitions = partitions("scaled");
		PartitionKeyRange parent = partitions.get(3).getKeyRange();
		PartitionKeyRange low = partitions.get(4).getKeyRange();
		PartitionKeyRange high = partitions.get(5).getKeyRange();
		assertThat(low.getFromBound()).isEqualTo(parent.getFromBound());
		assertThat(low.getToBound()).isEqualTo(high.getFromBound());
		assertThat(high.getToBound()).isEqualTo(parent.getToBound());
		assertThat(ByteString.unsignedLexicographicalComparator().compare(low.getFromBound(), low.getToBound()))
			.isNegative();
		assertThat(ByteString.unsignedLexicographicalComparator().compare(high.getFromBound(), high.getToBound()))
			.isNegative();
		assertThat(partitions.stream().filter(DescribeTopicResult.PartitionInfo::getActive)).hasSize(4);
	}

	@Test
	void everyActivePartitionOfAScaledTopicHasBoundsAndNoneOfAPlainOne() {
		createScaled("scaled", 1);
		assertThat(partitions("scaled").get(0).hasKeyRange()).isFalse();
		this.test.broker().faults().split("scaled", 0);
		List<DescribeTopicResult.PartitionInfo> active = new ArrayList<>(partitions("scaled"));
		active.removeIf((partition) -> !partition.getActive());
		assertThat(active).hasSize(2).allMatch(DescribeTopicResult.PartitionInfo::hasKeyRange);
		assertThat(partitions("plain")).hasSize(5).noneMatch(DescribeTopicResult.PartitionInfo::hasKeyRange);
	}

	@Test
	void clientsThatChooseThemselvesOpenASessionPerPartition() {
		createScaled("scaled", 3);
		List<WriteStream> writers = new ArrayList<>();
		for (long partition = 0; partition < 3; partition++) {
			WriteStream writer = this.test.writer();
			InitResponse response = writer.init(InitRequest.newBuilder()
				.setPath("scaled")
				.setProducerId("p_" + partition)
				.setPartitionId(partition));
			assertThat(response.getPartitionId()).isEqualTo(partition);
			writers.add(writer);
		}
		for (WriteStream writer : writers) {
			assertThat(WriteStream.offsets(writer.write(1))).containsExactly(0L);
		}
	}

	@Test
	void aPlainTopicThatScalesUpGetsBoundsForThePartitionsItHas() {
		AlterTopicRequest.Builder alter = AlterTopicRequest.newBuilder().setPath("plain");
		alter.getAlterPartitioningSettingsBuilder()
			.setSetMaxActivePartitions(10)
			.getAlterAutoPartitioningSettingsBuilder()
			.setSetStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		this.test.topics().alterTopic(alter.build());
		List<DescribeTopicResult.PartitionInfo> partitions = partitions("plain");
		assertThat(partitions).hasSize(5).allMatch(DescribeTopicResult.PartitionInfo::hasKeyRange);
		for (int i = 0; i < 20; i++) {
			assertThat(init("plain", "producer-" + i).getPartitionId()).isEqualTo(active("plain", "producer-" + i));
		}
	}

}
