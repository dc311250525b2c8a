package io.ydbtopic.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessServerBuilder;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.client.internal.stream.StreamCall;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class GrpcTransportTest {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final String name = UUID.randomUUID().toString();

	private final ScriptedService service = new ScriptedService();

	private final JvmRuntime runtime = new JvmRuntime("test");

	private final List<GrpcTransport> transports = new ArrayList<>();

	private Server server;

	@BeforeEach
	void start() throws IOException {
		this.server = InProcessServerBuilder.forName(this.name)
			.directExecutor()
			.addService(this.service)
			.intercept(this.service)
			.build()
			.start();
	}

	@AfterEach
	void end() {
		this.transports.forEach(GrpcTransport::close);
		this.transports.forEach((transport) -> await().until(() -> transport.activeCalls() == 0));
		this.server.shutdownNow();
		this.runtime.close();
	}

	private GrpcTransport transport(Consumer<TopicClientSettings.Builder> customizer) {
		TopicClientSettings.Builder settings = TopicClientSettings.builder("inprocess://" + this.name + "/local");
		customizer.accept(settings);
		GrpcTransport transport = new GrpcTransport(settings.build(), this.runtime, "c1");
		this.transports.add(transport);
		return transport;
	}

	private GrpcTransport transport(TokenProvider tokens) {
		return transport((settings) -> settings.tokens(tokens));
	}

	private RecordedCall<FromClient, FromServer> open(GrpcTransport transport) {
		return new RecordedCall<>(this.runtime, transport.stream(TopicServiceGrpc.getStreamWriteMethod()), "c1/w1.1");
	}

	private static CompletableFuture<DropTopicResponse> drop(GrpcTransport transport, Duration timeout) {
		return transport.unary(TopicServiceGrpc.getDropTopicMethod(),
				DropTopicRequest.newBuilder().setPath("t").build(), timeout);
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	private static FromClient message(String path) {
		return FromClient.newBuilder().setInitRequest(InitRequest.newBuilder().setPath(path)).build();
	}

	private static String header(Metadata headers, String name) {
		return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
	}

	@Test
	void eachCallCarriesItsHeaders() {
		GrpcTransport transport = transport(
				(settings) -> settings.tokens(TokenProvider.fixed("t0ken")).applicationName("sh\u00f6p"));
		open(transport);
		await().until(() -> !this.service.headers.isEmpty());
		Metadata headers = this.service.headers.get(0);
		assertThat(header(headers, "x-ydb-database")).isEqualTo("/local");
		assertThat(header(headers, "x-ydb-auth-ticket")).isEqualTo("t0ken");
		assertThat(header(headers, "x-ydb-sdk-build-info")).startsWith("ydb-topic-java/");
		assertThat(header(headers, "x-ydb-trace-id")).isEqualTo("c1/w1.1");
		assertThat(header(headers, "x-ydb-application-name")).isEqualTo("sh?p");
		drop(transport, LONG).join();
		assertThat(header(this.service.headers.get(1), "x-ydb-trace-id")).isEqualTo("c1/u1");
	}

	@Test
	void withoutATokenThereIsNoHeaderForIt() {
		GrpcTransport transport = transport(TokenProvider.anonymous());
		drop(transport, LONG).join();
		assertThat(header(this.service.headers.get(0), "x-ydb-auth-ticket")).isNull();
		assertThat(header(this.service.headers.get(0), "x-ydb-application-name")).isNull();
	}

	@Test
	void messagesAreKeptUntilTheWireIsOpenAndArriveInOrder() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		GrpcTransport transport = transport(() -> {
			asked.countDown();
			release.await();
			return null;
		});
		RecordedCall<FromClient, FromServer> call = open(transport);
		call.then((open) -> {
			open.request(5);
			open.send(message("a"));
			open.send(message("b"));
			assertThat(open.isReady()).isFalse();
			open.halfClose();
			open.halfClose();
		});
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.service.opened).hasValue(0);
		assertThat(transport.activeCalls()).isEqualTo(1);
		release.countDown();
		assertThat(call.closed.join()).isNull();
		assertThat(this.service.received).containsExactly(message("a"), message("b"));
		assertThat(this.service.halfClosed).hasValue(1);
		assertThat(call.events).filteredOn("closed"::equals).hasSize(1);
		await().until(() -> transport.activeCalls() == 0);
	}

	@Test
	void messagesOfAnOpenCallGoOutAtOnce() {
		RecordedCall<FromClient, FromServer> call = open(transport(TokenProvider.anonymous()));
		await().until(() -> call.events.contains("ready"));
		CompletableFuture<Boolean> ready = new CompletableFuture<>();
		call.then((open) -> ready.complete(open.isReady())).then((open) -> open.send(message("a")));
		await().until(() -> this.service.received.size() == 1);
		assertThat(ready.join()).isTrue();
		call.then(StreamCall::halfClose);
		assertThat(call.closed.join()).isNull();
		call.then((open) -> {
			open.request(1);
			open.cancel("after the end");
			ready.obtrudeValue(open.isReady());
		});
		await().until(() -> !ready.join());
	}

	@Test
	void theServerSendsNoMoreThanItWasAllowedTo() {
		this.service.onOpen = (out) -> IntStream.range(0, 10)
			.forEach((i) -> out.onNext(FromServer.getDefaultInstance()));
		RecordedCall<FromClient, FromServer> call = open(transport(TokenProvider.anonymous()));
		call.then((open) -> open.request(3));
		await().until(() -> call.messages.size() == 3);
		drop(this.transports.get(0), LONG).join();
		assertThat(call.messages).hasSize(3);
		call.then((open) -> open.request(2));
		await().until(() -> call.messages.size() == 5);
	}

	@Test
	void aRefusedTokenIsAFatalFailureThatDoesNotShowIt() {
		this.service.onOpen = (out) -> out
			.onError(Status.UNAUTHENTICATED.withDescription("bad token s3cret").asRuntimeException());
		RecordedCall<FromClient, FromServer> call = open(transport(TokenProvider.fixed("s3cret")));
		TopicException error = call.closed.join();
		assertThat(error).hasMessage("c1/w1.1: StreamWrite at " + this.name + ": UNAUTHENTICATED: bad token <token>");
		assertThat(error.status()).isEqualTo(StatusCode.TRANSPORT_UNAUTHENTICATED);
		assertThat(error.verdict()).isEqualTo(RetryVerdict.FATAL);
		assertThat(error).hasStackTraceContaining("<token>");
		assertThat(stackTrace(error)).doesNotContain("s3cret");
	}

	private static String stackTrace(Throwable error) {
		java.io.StringWriter text = new java.io.StringWriter();
		error.printStackTrace(new java.io.PrintWriter(text));
		return text.toString();
	}

	@Test
	void aTokenIsInNoLogLine() {
		Logger logger = (Logger) LoggerFactory.getLogger("io.ydbtopic");
		Level before = logger.getLevel();
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.addAppender(lines);
		logger.setLevel(Level.TRACE);
		try {
			this.service.onOpen = (out) -> out
				.onError(Status.UNAUTHENTICATED.withDescription("bad token s3cret").asRuntimeException());
			GrpcTransport transport = transport(TokenProvider.fixed("s3cret"));
			open(transport).closed.join();
			open(transport).then((open) -> open.cancel("enough"));
			drop(transport, LONG).join();
			transport.close();
		}
		finally {
			logger.detachAppender(lines);
			logger.setLevel(before);
		}
		assertThat(lines.list).isNotEmpty()
			.noneMatch((line) -> line.getFormattedMessage().contains("s3cret"))
			.noneMatch((line) -> line.getThrowableProxy() != null
					&& ThrowableProxyUtil.asString(line.getThrowableProxy()).contains("s3cret"));
	}

	@Test
	void aProviderThatFailsEndsTheCallRetriably() {
		GrpcTransport transport = transport(() -> {
			throw new IOException("s3cret");
		});
		RecordedCall<FromClient, FromServer> call = open(transport);
		TopicException error = call.closed.join();
		assertThat(error).hasMessage("c1/w1.1: StreamWrite: c1: the token provider failed with java.io.IOException");
		assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(stackTrace(error)).doesNotContain("s3cret");
		assertThat(transport.activeCalls()).isZero();
		assertThat(this.service.opened).hasValue(0);
	}

	@Test
	void theEndOfTheServerIsToldOnceWithItsCause() {
		this.service.onOpen = (out) -> out.onError(Status.INTERNAL.withDescription("oops").asRuntimeException());
		RecordedCall<FromClient, FromServer> call = open(transport(TokenProvider.anonymous()));
		assertThat(call.closed.join().status()).isEqualTo(StatusCode.TRANSPORT_INTERNAL);
		call.then((open) -> {
			open.send(message("late"));
			open.halfClose();
			open.cancel("late");
			open.cancel("later");
		});
		await().until(() -> this.transports.get(0).activeCalls() == 0);
		assertThat(call.events).filteredOn("closed"::equals).hasSize(1);
	}

	@Test
	void aCallCancelledBeforeItsTokenIsKnownNeverReachesTheServer() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		GrpcTransport transport = transport(() -> {
			asked.countDown();
			release.await();
			return null;
		});
		RecordedCall<FromClient, FromServer> call = open(transport);
		call.then((open) -> open.send(message("a")));
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		call.then((open) -> open.cancel("changed my mind"));
		await().until(() -> transport.activeCalls() == 0);
		release.countDown();
		drop(transport, LONG).join();
		assertThat(this.service.opened).hasValue(0);
		assertThat(call.events).isEmpty();
	}

	@Test
	void anOpenCallThatIsCancelledEndsOnTheServer() {
		GrpcTransport transport = transport(TokenProvider.anonymous());
		RecordedCall<FromClient, FromServer> call = open(transport);
		await().until(() -> this.service.opened.get() == 1);
		call.then((open) -> open.cancel("enough"));
		await().until(() -> this.service.lost.get() == 1);
		await().until(() -> transport.activeCalls() == 0);
		drop(transport, LONG).join();
		assertThat(call.events).doesNotContain("closed");
	}

	@Test
	void aMessageAfterTheHalfCloseIsAMistake() {
		RecordedCall<FromClient, FromServer> call = open(transport(TokenProvider.anonymous()));
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		call.then((open) -> {
			open.halfClose();
			try {
				open.send(message("late"));
			}
			catch (IllegalStateException ex) {
				thrown.complete(ex);
			}
		});
		assertThat(thrown.join()).hasMessage("c1/w1.1: StreamWrite: a message was sent after the half-close");
	}

	@Test
	void aRequestGetsItsAnswer() {
		GrpcTransport transport = transport(TokenProvider.anonymous());
		assertThat(drop(transport, LONG).join().getOperation().getReady()).isTrue();
		await().until(() -> transport.activeCalls() == 0);
	}

	@Test
	void aRequestWithoutAnAnswerEndsAtItsTimeLimit() {
		this.service.onDrop = (request, out) -> {
		};
		GrpcTransport transport = transport(TokenProvider.anonymous());
		TopicException error = errorOf(drop(transport, Duration.ofMillis(50)));
		assertThat(error).hasMessage("c1/u1: DropTopic: no answer within PT0.05S: " + this.name + " did not answer");
		assertThat(error.status()).isEqualTo(StatusCode.TRANSPORT_DEADLINE_EXCEEDED);
		await().until(() -> transport.activeCalls() == 0);
	}

	@Test
	void aRequestThatWaitsForATokenSaysSo() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		GrpcTransport transport = transport(() -> {
			release.await();
			return null;
		});
		assertThat(errorOf(drop(transport, Duration.ofMillis(50))))
			.hasMessage("c1/u1: DropTopic: no answer within PT0.05S: the token provider did not answer");
		release.countDown();
	}

	@Test
	void aRequestThatIsEndedWithoutAnAnswerFails() {
		this.service.onDrop = (request, out) -> out.onError(Status.PERMISSION_DENIED.asRuntimeException());
		GrpcTransport transport = transport(TokenProvider.anonymous());
		assertThat(errorOf(drop(transport, LONG)).status()).isEqualTo(StatusCode.TRANSPORT_PERMISSION_DENIED);
		assertThat(errorOf(transport.unary(TopicServiceGrpc.getDescribeTopicMethod(),
				io.ydbtopic.proto.topic.DescribeTopicRequest.getDefaultInstance(), LONG))
			.status()).isEqualTo(StatusCode.TRANSPORT_UNIMPLEMENTED);
	}

	@Test
	void aCloseEndsCallsInEachOfTheirStages() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		AtomicBoolean hang = new AtomicBoolean();
		GrpcTransport transport = transport(() -> {
			if (hang.get()) {
				release.await();
			}
			return null;
		});
		this.service.onDrop = (request, out) -> {
		};
		RecordedCall<FromClient, FromServer> opened = open(transport);
		CompletableFuture<DropTopicResponse> asked = drop(transport, LONG);
		await().until(() -> this.service.headers.size() == 2);
		hang.set(true);
		RecordedCall<FromClient, FromServer> waiting = open(transport);
		CompletableFuture<DropTopicResponse> waitingToo = drop(transport, LONG);
		await().until(() -> transport.activeCalls() == 4);
		transport.close();
		assertThat(opened.closed.join()).isInstanceOf(TopicClosedException.class);
		assertThat(waiting.closed.join()).isInstanceOf(TopicClosedException.class);
		assertThat(errorOf(asked)).isInstanceOf(TopicClosedException.class);
		assertThat(errorOf(waitingToo)).isInstanceOf(TopicClosedException.class);
		await().until(() -> transport.activeCalls() == 0);
		transport.close();
		assertThat(errorOf(drop(transport, LONG))).isInstanceOf(TopicClosedException.class);
		assertThat(open(transport).closed.join()).isInstanceOf(TopicClosedException.class);
		await().until(() -> transport.activeCalls() == 0);
		release.countDown();
	}

	@Test
	void aServerThatIsNotThereIsARetriableFailure() {
		this.server.shutdownNow();
		TopicException error = errorOf(drop(transport(TokenProvider.anonymous()), LONG));
		assertThat(error.status()).isEqualTo(StatusCode.TRANSPORT_UNAVAILABLE);
		assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
	}

	@Test
	void anAddressThatNoChannelCanHaveIsAFailureOfTheCall() {
		TopicClientSettings settings = TopicClientSettings.of("inprocess://" + this.name + "/local");
		GrpcTransport transport = new GrpcTransport(settings, this.runtime, "c1", (endpoint) -> {
			throw new IllegalArgumentException("not an address");
		});
		this.transports.add(transport);
		TopicException error = errorOf(drop(transport, LONG));
		assertThat(error).hasMessage("c1/u1: DropTopic: can't be opened").hasRootCauseMessage("not an address");
		assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_SLOW);
		assertThat(transport.activeCalls()).isZero();
	}

	@Test
	void certificatesThatAreNoneAreRefused() {
		TopicClientSettings settings = TopicClientSettings.builder("grpcs://localhost/local")
			.trustedCertificates(new byte[] { 1, 2, 3 })
			.build();
		assertThatIllegalArgumentException().isThrownBy(() -> new GrpcTransport(settings, this.runtime, "c1"))
			.withMessageContaining("trustedCertificates: 3 bytes that are no certificates (expected: PEM");
	}

}
