package io.ydbtopic.broker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class BrokerOptionsTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.autoCreateTopics(true)
		.autoCreatePartitions(2)
		.database("/my/db")
		.advertisedHost("broker.example"));

	@Test
	void aTopicAndItsConsumerAreMadeOnFirstUse() {
		ReadStream reader = this.test.reader();
		reader.init("fresh", "billing");
		assertThat(reader.start().getPartitionSession().getPath()).isEqualTo("/my/db/fresh");
		reader.start();
		reader.grant(1_000);
		WriteStream writer = this.test.writer();
		writer.init("my/db/fresh", "p");
		writer.write(1);
		assertThat(reader.read(1)).hasSize(1);
		ReadStream other = this.test.reader();
		other.init("/my/db/fresh", "audit");
		assertThat(other.start().getCommittedOffset()).isZero();
	}

	@Test
	void theAdvertisedHostIsTold() throws InterruptedException {
		ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", this.test.broker().port())
			.usePlaintext()
			.build();
		ListEndpointsResult result = TestBroker.result(DiscoveryServiceGrpc.newBlockingStub(channel)
			.listEndpoints(ListEndpointsRequest.newBuilder().setDatabase("/my/db").build())
			.getOperation(), ListEndpointsResult.class);
		assertThat(result.getEndpoints(0).getAddress()).isEqualTo("broker.example");
		assertThat(result.getEndpoints(0).getPort()).isEqualTo(this.test.broker().port());
		assertThat(this.test.broker().connectionString())
			.isEqualTo("grpc://broker.example:" + this.test.broker().port() + "/my/db");
		channel.shutdownNow();
		channel.awaitTermination(5, TimeUnit.SECONDS);
	}

	@Test
	void closingTwiceIsFine() {
		EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.defaults());
		broker.close();
		broker.close();
		assertThat(broker.openStreams()).isZero();
	}

	@Test
	void aPortThatIsTakenIsNamed() {
		int taken = this.test.broker().port();
		assertThatExceptionOfType(java.io.UncheckedIOException.class)
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().port(taken).build()))
			.withMessageContaining("port " + taken);
	}

	@Test
	void theSpecOfATopicIsRead() {
		assertThat(TopicSpec.parse("orders:4:billing, audit"))
			.isEqualTo(new TopicSpec("orders", 4, List.of("billing", "audit")));
		assertThat(TopicSpec.parse("orders")).isEqualTo(new TopicSpec("orders", 1, List.of()));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSpec.parse("orders:many"))
			.withMessageContaining("'orders:many'");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSpec.parse("a:1:b:c"));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSpec.parse(":1"));
		assertThatIllegalArgumentException().isThrownBy(() -> TopicSpec.parse("orders:1:a,,b"));
	}

	@Test
	void badOptionsAreRefused() {
		BrokerOptions.Builder builder = BrokerOptions.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1)).withMessageContaining("port is -1");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.database("local"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.inProcessName(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.retentionCheckInterval(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.loadCheckInterval(Duration.ofMillis(-1)))
			.withMessage("loadCheckInterval is PT-0.001S (expected more than 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.autoCreatePartitions(0));
	}

	@Test
	void theViewNamesWhatIsMissing() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.test.broker().records("nothing", 0))
			.withMessageContaining("'nothing'");
	}

}
