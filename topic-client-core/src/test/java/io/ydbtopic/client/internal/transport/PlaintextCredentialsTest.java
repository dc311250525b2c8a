package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.Any;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResponse;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class PlaintextCredentialsTest {

	private static final String SECRET = "planted-s3cret";

	private final JvmRuntime runtime = new JvmRuntime("test");

	private final ScriptedService service = new ScriptedService();

	/** What discovery tells; no name server knows it. */
	private volatile String node = "node-1.ydb.invalid";

	private Server server;

	@BeforeEach
	void start() throws Exception {
		this.server = NettyServerBuilder.forPort(0)
			.addService(this.service)
			.intercept(this.service)
			.addService(new DiscoveryServiceGrpc.DiscoveryServiceImplBase() {

				@Override
				public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> out) {
					out.onNext(ListEndpointsResponse.newBuilder()
						.setOperation(ScriptedService.done()
							.setResult(Any.pack(ListEndpointsResult.newBuilder()
								.addEndpoints(EndpointInfo.newBuilder()
									.setAddress(PlaintextCredentialsTest.this.node)
									.setPort(PlaintextCredentialsTest.this.server.getPort()))
								.build())))
						.build());
					out.onCompleted();
				}

			})
			.build()
			.start();
	}

	@AfterEach
	void end() {
		this.server.shutdownNow();
		this.runtime.close();
	}

	private TopicClientSettings.Builder settings() {
		return TopicClientSettings.builder("grpc://localhost:" + this.server.getPort() + "/local");
	}

	private CompletableFuture<DropTopicResponse> drop(GrpcTransport transport) {
		return transport.unary(TopicServiceGrpc.getDropTopicMethod(), DropTopicRequest.getDefaultInstance(),
				Duration.ofSeconds(20));
	}

	private TopicException errorOf(TopicClientSettings.Builder settings) {
		try (GrpcTransport transport = new GrpcTransport(settings.build(), this.runtime, "c1")) {
			return (TopicException) drop(transport).handle((value, error) -> error).join();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc://ydb.example.com/local", "grpc://127.example.com/local", "grpc://10.0.0.1/local",
			"grpc://[fe80::1]/local", "grpc://localhost.example.com/local" })
	void theyAreRefusedForOtherMachines(String connectionString) {
		for (TokenProvider tokens : new TokenProvider[] { TokenProvider.fixed(SECRET), () -> null,
				new StaticLogin("ann", SECRET) }) {
			TopicClientSettings.Builder settings = TopicClientSettings.builder(connectionString).tokens(tokens);
			assertThatIllegalArgumentException().isThrownBy(settings::build)
				.withMessageContaining("TopicClientSettings.Builder.allowPlaintextCredentials(true)")
				.withMessageContaining("ydb.topic.allow-plaintext-credentials=true")
				.withMessageContaining(connectionString.substring(0, connectionString.lastIndexOf('/')))
				.withMessageNotContaining(SECRET);
			TopicClientSettings allowed = settings.allowPlaintextCredentials(true).build();
			assertThat(allowed.toBuilder().build().allowPlaintextCredentials()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "grpc://localhost/local", "grpc://LOCALHOST/local", "grpc://127.0.0.1/local",
			"grpc://127.8.9.10/local", "grpc://[::1]/local", "inprocess://any/local", "grpcs://ydb.example.com/local" })
	void theyMayStayOnThisMachineOrBeEncrypted(String connectionString) {
		assertThat(TopicClientSettings.builder(connectionString).tokens(TokenProvider.fixed(SECRET)).build())
			.isNotNull();
	}

	@Test
	void withoutAnyThereIsNothingToRefuse() {
		assertThat(TopicClientSettings.of("grpc://ydb.example.com/local").tokens()).isSameAs(TokenProvider.anonymous());
	}

	@Test
	void theyDoNotFollowDiscoveryToAnotherMachine() {
		TopicException error = errorOf(settings().tokens(TokenProvider.fixed(SECRET)));
		assertThat(error.status()).isEqualTo(StatusCode.CLIENT_INSECURE);
		assertThat(error.verdict()).isEqualTo(RetryVerdict.FATAL);
		assertThat(error).hasMessageContaining("node-1.ydb.invalid")
			.hasMessageContaining("allowPlaintextCredentials(true)")
			.hasMessageContaining("ydb.topic.allow-plaintext-credentials=true");
		TopicException allowed = errorOf(
				settings().tokens(TokenProvider.fixed(SECRET)).allowPlaintextCredentials(true));
		assertThat(allowed.status()).as("it went on and looked the name up")
			.isEqualTo(StatusCode.TRANSPORT_UNAVAILABLE);
	}

	@Test
	void theyAreNotInTheFramesThatGrpcLogs() {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		Logger netty = (Logger) LoggerFactory.getLogger("io.grpc.netty.shaded");
		Level before = netty.getLevel();
		ListAppender<ILoggingEvent> printed = new ListAppender<>();
		printed.start();
		root.addAppender(printed);
		netty.setLevel(Level.TRACE);
		this.node = "localhost";
		try (GrpcTransport transport = new GrpcTransport(settings().tokens(TokenProvider.fixed(SECRET)).build(),
				this.runtime, "c1")) {
			assertThat(drop(transport).join().getOperation().getReady()).isTrue();
		}
		finally {
			netty.setLevel(before);
			root.detachAppender(printed);
		}
		await().untilAsserted(() -> assertThat(this.service.headers.toString()).contains(SECRET));
		assertThat(printed.list).noneMatch((event) -> event.getFormattedMessage().contains(SECRET));
	}

}
