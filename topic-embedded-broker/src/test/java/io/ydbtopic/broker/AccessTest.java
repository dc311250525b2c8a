package io.ydbtopic.broker;

import java.util.Base64;
import java.util.concurrent.TimeUnit;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.ydbtopic.proto.auth.LoginRequest;
import io.ydbtopic.proto.auth.LoginResult;
import io.ydbtopic.proto.auth.v1.AuthServiceGrpc;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.WhoAmIRequest;
import io.ydbtopic.proto.discovery.WhoAmIResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AccessTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	@RegisterExtension
	final TestBroker guarded = new TestBroker(
			(options) -> options.topic("orders").requireToken(true).token("good").user("ann", "secret"));

	private static ClientInterceptor token(String token) {
		return TestBroker.token(token);
	}

	private static Operation login(TestBroker broker, String user, String password) {
		return AuthServiceGrpc.newBlockingStub(broker.channel())
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.login(LoginRequest.newBuilder().setUser(user).setPassword(password).build())
			.getOperation();
	}

	private static DiscoveryServiceGrpc.DiscoveryServiceBlockingStub discovery(TestBroker broker) {
		return DiscoveryServiceGrpc.newBlockingStub(broker.channel()).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	@Test
	void discoveryTellsTheAddressByWhichTheClientCame() {
		ListEndpointsResult result = TestBroker
			.result(discovery(this.test).listEndpoints(ListEndpointsRequest.newBuilder().setDatabase("/local").build())
				.getOperation(), ListEndpointsResult.class);
		assertThat(result.getSelfLocation()).isNotEmpty();
		EndpointInfo endpoint = result.getEndpoints(0);
		assertThat(endpoint.getAddress()).isEqualTo("localhost");
		assertThat(endpoint.getPort()).isEqualTo(this.test.broker().port());
		assertThat(endpoint.getNodeId()).isEqualTo(1);
		assertThat(endpoint.getLocation()).isEqualTo(result.getSelfLocation());
		assertThat(endpoint.getSsl()).isFalse();
	}

	@Test
	void discoveryFiltersByServiceAndKnowsItsDatabase() {
		assertThat(TestBroker
			.result(discovery(this.test).listEndpoints(ListEndpointsRequest.newBuilder().addService("table").build())
				.getOperation(), ListEndpointsResult.class)
			.getEndpointsCount()).isZero();
		assertThat(TestBroker
			.result(discovery(this.test).listEndpoints(ListEndpointsRequest.newBuilder().addService("topic").build())
				.getOperation(), ListEndpointsResult.class)
			.getEndpointsCount()).isEqualTo(1);
		assertThat(discovery(this.test).listEndpoints(ListEndpointsRequest.newBuilder().setDatabase("/other").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.NOT_FOUND);
	}

	@Test
	void aLoginGivesATokenThatNamesItsEnd() {
		String token = TestBroker.result(login(this.test, "root", "1234"), LoginResult.class).getToken();
		String[] parts = token.split("\\.");
		assertThat(parts).hasSize(3);
		assertThat(new String(Base64.getUrlDecoder().decode(parts[1]))).contains("\"exp\":");
		assertThat(TestBroker
			.result(discovery(this.test).withInterceptors(token(token))
				.whoAmI(WhoAmIRequest.getDefaultInstance())
				.getOperation(), WhoAmIResult.class)
			.getUser()).isEqualTo("root");
		assertThat(TestBroker
			.result(discovery(this.test).withInterceptors(token(token))
				.whoAmI(WhoAmIRequest.newBuilder().setIncludeGroups(true).build())
				.getOperation(), WhoAmIResult.class)
			.getGroupsList()).containsExactly("all-users@well-known");
		Operation refused = login(this.test, "root", "wrong");
		assertThat(refused.getStatus()).isEqualTo(StatusCode.UNAUTHORIZED);
		assertThat(refused.getIssues(0).getIssueCode()).isEqualTo(400020);
		assertThat(login(this.test, "nobody", "1234").getStatus()).isEqualTo(StatusCode.UNAUTHORIZED);
	}

	@Test
	void anybodyMayCallByDefault() {
		assertThat(TestBroker
			.result(discovery(this.test).withInterceptors(token("whatever"))
				.whoAmI(WhoAmIRequest.getDefaultInstance())
				.getOperation(), WhoAmIResult.class)
			.getUser()).isEmpty();
	}

	@Test
	void aGuardedBrokerWantsAGoodToken() {
		DescribeTopicRequest describe = DescribeTopicRequest.newBuilder().setPath("orders").build();
		assertThat(this.guarded.topics().describeTopic(describe).getOperation().getStatus())
			.isEqualTo(StatusCode.UNAUTHORIZED);
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> this.guarded.topics().withInterceptors(token("bad")).describeTopic(describe))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
		WriteStream writer = this.guarded.writer();
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		String login = TestBroker.result(login(this.guarded, "ann", "secret"), LoginResult.class).getToken();
		for (String good : new String[] { "good", "Bearer good", "OAuth good", "Login good", login,
				"Bearer " + login }) {
			assertThat(this.guarded.topics()
				.withInterceptors(token(good))
				.describeTopic(describe)
				.getOperation()
				.getStatus()).isEqualTo(StatusCode.SUCCESS);
		}
	}

	@Test
	void aMethodThatIsNotServedIsUnimplemented() {
		io.grpc.MethodDescriptor<DescribeTopicRequest, DescribeTopicRequest> unknown = io.grpc.MethodDescriptor
			.<DescribeTopicRequest, DescribeTopicRequest>newBuilder()
			.setType(io.grpc.MethodDescriptor.MethodType.UNARY)
			.setFullMethodName("Ydb.Scripting.V1.ScriptingService/ExecuteYql")
			.setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(DescribeTopicRequest.getDefaultInstance()))
			.setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(DescribeTopicRequest.getDefaultInstance()))
			.build();
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> io.grpc.stub.ClientCalls.blockingUnaryCall(this.test.channel(), unknown,
					io.grpc.CallOptions.DEFAULT, DescribeTopicRequest.getDefaultInstance()))
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
	}

	@Test
	void theInProcessFormNeedsNoPort() throws InterruptedException {
		BrokerOptions options = BrokerOptions.builder().inProcessName("access-test").topic("orders:1:billing").build();
		try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
			assertThat(broker.port()).isEqualTo(-1);
			assertThat(broker.connectionString()).isEqualTo("inprocess://access-test/local");
			ManagedChannel channel = InProcessChannelBuilder.forName("access-test").build();
			try (WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(channel));
					ReadStream reader = new ReadStream(TopicServiceGrpc.newStub(channel))) {
				writer.init("orders", "p");
				writer.write(1, 2);
				reader.init("orders", "billing");
				reader.start();
				reader.grant(1_000_000);
				assertThat(reader.read(2)).hasSize(2);
			}
			channel.shutdownNow();
			assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
		}
	}

}
