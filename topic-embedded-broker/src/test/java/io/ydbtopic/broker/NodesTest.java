package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.PartitionLocation;
import io.ydbtopic.proto.topic.PartitionWithGeneration;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NodesTest {

	private EmbeddedBroker broker;

	private final List<ManagedChannel> channels = new ArrayList<>();

	private final List<TestStream<?, ?>> streams = new ArrayList<>();

	@BeforeEach
	void start() {
		this.broker = EmbeddedBroker
			.start(BrokerOptions.builder().nodes(3).pinTransactionOffsets(true).topic("orders:4:billing").build());
		for (int port : this.broker.ports()) {
			this.channels.add(NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build());
		}
	}

	@AfterEach
	void stop() throws InterruptedException {
		this.streams.forEach(TestStream::close);
		for (ManagedChannel channel : this.channels) {
			channel.shutdownNow();
			channel.awaitTermination(5, TimeUnit.SECONDS);
		}
		this.broker.close();
	}

	private ManagedChannel node(int node) {
		return this.channels.get(node - 1);
	}

	private ListEndpointsResult endpoints(int node) {
		return TestBroker.result(DiscoveryServiceGrpc.newBlockingStub(node(node))
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.listEndpoints(ListEndpointsRequest.newBuilder().setDatabase("/local").build())
			.getOperation(), ListEndpointsResult.class);
	}

	private PartitionLocation location(int partition) {
		DescribeTopicResult topic = TestBroker.result(TopicServiceGrpc.newBlockingStub(node(1))
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.describeTopic(DescribeTopicRequest.newBuilder()
				.setPath("orders")
				.setIncludeLocation(true)
				.setIncludeStats(true)
				.build())
			.getOperation(), DescribeTopicResult.class);
		DescribeTopicResult.PartitionInfo info = topic.getPartitions(partition);
		assertThat(info.getPartitionStats().getPartitionNodeId()).isEqualTo(info.getPartitionLocation().getNodeId());
		return info.getPartitionLocation();
	}

	private WriteStream writer(int node) {
		WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(node(node)));
		this.streams.add(writer);
		return writer;
	}

	private static InitRequest.Builder direct(long partition, long generation) {
		return InitRequest.newBuilder()
			.setPath("orders")
			.setProducerId("p" + partition)
			.setPartitionWithGeneration(
					PartitionWithGeneration.newBuilder().setPartitionId(partition).setGeneration(generation));
	}

	@Test
	void everyNodeNamesAllNodesAndItsOwnLocation() {
		for (int node = 1; node <= 3; node++) {
			ListEndpointsResult result = endpoints(node);
			assertThat(result.getEndpointsList()).extracting(EndpointInfo::getNodeId).containsExactly(1, 2, 3);
			assertThat(result.getEndpointsList()).extracting(EndpointInfo::getPort)
				.containsExactlyElementsOf(this.broker.ports());
			assertThat(result.getEndpointsList()).extracting(EndpointInfo::getLocation)
				.containsExactly("local-1", "local-2", "local-3");
			assertThat(result.getSelfLocation()).isEqualTo("local-" + node);
		}
	}

	@Test
	void partitionsAreSpreadOverTheNodes() {
		assertThat(List.of(0, 1, 2, 3)).extracting((partition) -> location(partition).getNodeId())
			.containsExactly(1, 2, 3, 1);
		assertThat(location(0).getGeneration()).isEqualTo(1);
	}

	@Test
	void aDirectWriterMustComeToTheNodeOfThePartition() {
		writer(2).init(direct(1, 1));
		WriteStream lost = writer(1);
		lost.initOnly(direct(1, 1));
		FromServer fatal = lost.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500027);
		assertThat(fatal.getIssues(0).getMessage()).contains("expected generation 1 at node 2");
		assertThat(writer(1).init(InitRequest.newBuilder().setPath("orders").setPartitionId(1)).getPartitionId())
			.isEqualTo(1);
	}

	@Test
	void aMovedPartitionEndsItsWritersAndKeepsItsData() {
		WriteStream writer = writer(2);
		writer.init(direct(1, 1));
		writer.write(1, 2);
		this.broker.faults().movePartition("orders", 1, 3);
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(this.broker.faults().count(FaultKind.MOVE_PARTITION)).isEqualTo(1);
		assertThat(location(1)).isEqualTo(PartitionLocation.newBuilder().setNodeId(3).setGeneration(2).build());
		WriteStream late = writer(2);
		late.initOnly(direct(1, 1));
		assertThat(late.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		WriteStream next = writer(3);
		assertThat(next.init(direct(1, 2)).getLastSeqNo()).isEqualTo(2);
		assertThat(WriteStream.offsets(next.write(2, 3))).containsExactly(-1L, 2L);
	}

	@Test
	void aPartitionMovesToNodesThatExistOnly() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.broker.faults().movePartition("orders", 1, 4))
			.withMessageContaining("node is 4 (expected 1 to 3)");
	}

	@Test
	void aReaderIsShownWithTheNodeItCameTo() {
		ReadStream reader = new ReadStream(TopicServiceGrpc.newStub(node(3)));
		this.streams.add(reader);
		reader.init("orders", "billing");
		reader.start();
		DescribeConsumerResult consumer = TestBroker.result(TopicServiceGrpc.newBlockingStub(node(1))
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.describeConsumer(DescribeConsumerRequest.newBuilder()
				.setPath("orders")
				.setConsumer("billing")
				.setIncludeStats(true)
				.setIncludeLocation(true)
				.build())
			.getOperation(), DescribeConsumerResult.class);
		assertThat(consumer.getPartitionsList())
			.extracting((info) -> info.getPartitionConsumerStats().getConnectionNodeId())
			.containsOnly(3);
		assertThat(consumer.getPartitionsList()).extracting((info) -> info.getPartitionLocation().getNodeId())
			.containsExactly(1, 2, 3, 1);
	}

	@Test
	void aQuerySessionIsKnownToItsNodeOnly() {
		QueryClient home = new QueryClient(node(2)).attach();
		this.streams.add(home.attached());
		assertThat(home.node()).isEqualTo(2);
		assertThat(home.id()).contains("node_id=2&");
		TestStream<AttachSessionRequest, SessionState> astray = QueryClient.attach(node(1), home.id());
		assertThat(astray.next().getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		QueryClient stranger = new QueryClient(node(1));
		assertThat(stranger.begin(home.id(), QueryClient.SERIALIZABLE).getStatus()).isEqualTo(StatusCode.BAD_SESSION);
		assertThat(home.begin()).isNotEmpty();
	}

	@Test
	void pinnedOffsetsGoToTheNodeOfTheTransactionAndMessagesToAnyNode() {
		QueryClient home = new QueryClient(node(2)).attach();
		this.streams.add(home.attached());
		String tx = home.begin();
		WriteStream writer = writer(3);
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId("p").setPartitionId(0));
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setTx(home.identity(tx))
			.addMessages(WriteStream.message(1, "m")));
		assertThat(writer.response().getAcks(0).hasWrittenInTx()).isTrue();
		QueryClient elsewhere = new QueryClient(node(1));
		assertThat(elsewhere.read(QueryClient.offsets(home.identity(tx), "billing", "orders", 1, 0, 1)))
			.isEqualTo(StatusCode.UNAVAILABLE);
		assertThat(home.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(this.broker.endOffset("orders", 0)).isEqualTo(1);
	}

	@Test
	void impossibleNodesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> BrokerOptions.builder().nodes(0))
			.withMessageContaining("nodes is 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> BrokerOptions.builder().nodes(2).inProcessName("x").build())
			.withMessageContaining("expected one node in-process");
		assertThatIllegalArgumentException().isThrownBy(() -> BrokerOptions.builder().nodes(3).port(65_534).build())
			.withMessageContaining("expected the last port");
	}

}
