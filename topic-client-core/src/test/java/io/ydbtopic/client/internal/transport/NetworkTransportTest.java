package io.ydbtopic.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.JvmRuntime;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class NetworkTransportTest {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final JvmRuntime runtime = new JvmRuntime("test");

	private final List<GrpcTransport> transports = new ArrayList<>();

	private final List<Server> servers = new ArrayList<>();

	private final AtomicInteger asked = new AtomicInteger();

	/** Ports that the discovery answers with. */
	private final List<Integer> ports = new CopyOnWriteArrayList<>();

	@AfterEach
	void end() {
		this.transports.forEach(GrpcTransport::close);
		this.transports.forEach((transport) -> await().until(() -> transport.activeCalls() == 0));
		this.servers.forEach(Server::shutdownNow);
		this.runtime.close();
	}

	private Server server(int port, BindableService... services) throws IOException {
		NettyServerBuilder builder = NettyServerBuilder.forPort(port);
		for (BindableService service : services) {
			builder.addService(service);
		}
		Server server = builder.build().start();
		this.servers.add(server);
		return server;
	}

	private GrpcTransport transport(int port, Consumer<TopicClientSettings.Builder> customizer) {
		TopicClientSettings.Builder settings = TopicClientSettings.builder("grpc://localhost:" + port + "/local");
		customizer.accept(settings);
		GrpcTransport transport = new GrpcTransport(settings.build(), this.runtime, "c1");
		this.transports.add(transport);
		return transport;
	}

	private GrpcTransport transport(int port) {
		return transport(port, (settings) -> {
		});
	}

	private RecordedCall<FromClient, FromServer> open(GrpcTransport transport) {
		return new RecordedCall<>(this.runtime, transport.stream(TopicServiceGrpc.getStreamWriteMethod()), "c1/w1.1");
	}

	private static CompletableFuture<DropTopicResponse> drop(GrpcTransport transport, Duration timeout) {
		return transport.unary(TopicServiceGrpc.getDropTopicMethod(), DropTopicRequest.getDefaultInstance(), timeout);
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void callsGoToTheNodesThatDiscoveryNames() throws IOException {
		ScriptedService onSeed = new ScriptedService();
		ScriptedService onNode = new ScriptedService();
		int seed = server(0, onSeed, ScriptedService.discovery(this.asked, this.ports)).getPort();
		this.ports.add(server(0, onNode).getPort());
		GrpcTransport transport = transport(seed);
		open(transport);
		await().until(() -> onNode.opened.get() == 1);
		assertThat(onSeed.opened).hasValue(0);
		assertThat(this.asked).hasValue(1);
	}

	@Test
	void withoutDiscoveryOnlyTheGivenNodeIsUsed() throws IOException {
		ScriptedService onSeed = new ScriptedService();
		int seed = server(0, onSeed, ScriptedService.discovery(this.asked, this.ports)).getPort();
		drop(transport(seed, (settings) -> settings.discovery(false)), LONG).join();
		assertThat(this.asked).hasValue(0);
	}

	@Test
	void aServerWithoutDiscoveryIsUsedAsItIs() throws IOException {
		int seed = server(0, new ScriptedService()).getPort();
		assertThat(drop(transport(seed), LONG).join().getOperation().getReady()).isTrue();
	}

	@Test
	void aPortThatCanNotBeOneIsLeftOut() throws IOException {
		int seed = server(0, ScriptedService.discovery(this.asked, this.ports)).getPort();
		this.ports.addAll(List.of(1_000_000, 0, -1));
		this.ports.add(server(0, new ScriptedService()).getPort());
		GrpcTransport transport = transport(seed, (settings) -> settings.keepAlive(Duration.ZERO));
		for (int i = 0; i < 20; i++) {
			drop(transport, LONG).join();
		}
	}

	@Test
	void aNodeThatIsDownIsAvoided() throws IOException {
		ScriptedService onNode = new ScriptedService();
		int seed = server(0, ScriptedService.discovery(this.asked, this.ports)).getPort();
		Server down = server(0, new ScriptedService());
		this.ports.add(down.getPort());
		down.shutdownNow();
		await().until(down::isTerminated);
		this.ports.add(server(0, onNode).getPort());
		this.ports.add(server(0, onNode).getPort());
		GrpcTransport transport = transport(seed);
		int failures = 0;
		for (int i = 0; i < 60; i++) {
			CompletableFuture<DropTopicResponse> answer = drop(transport, LONG);
			if (answer.handle((value, error) -> error != null).join()) {
				failures++;
				assertThat(errorOf(answer).status()).isEqualTo(StatusCode.TRANSPORT_UNAVAILABLE);
			}
		}
		assertThat(failures).as("calls to the node that is down").isBetween(1, 3);
	}

	@Test
	void aServerThatIsAwayFailsCallsWithTheCauseAndWorksOnceItIsBack() throws IOException {
		Server first = server(0, new ScriptedService(), ScriptedService.discovery(this.asked, this.ports));
		int port = first.getPort();
		first.shutdownNow();
		await().until(first::isTerminated);
		GrpcTransport transport = transport(port);
		TopicException error = errorOf(drop(transport, LONG));
		assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(error).hasMessageContaining("c1/u").hasMessageContaining("Connection refused");
		assertThat(open(transport).closed.join()).hasMessageContaining("Connection refused");
		this.ports.add(port);
		server(port, new ScriptedService(), ScriptedService.discovery(this.asked, this.ports));
		await().atMost(LONG).until(() -> drop(transport, LONG).handle((value, failure) -> failure == null).join());
	}

	@Test
	void aServerThatWasRestartedIsFoundAgainAtOnce() throws IOException {
		Server first = server(0, new ScriptedService());
		int port = first.getPort();
		GrpcTransport transport = transport(port, (settings) -> settings.discovery(false));
		drop(transport, LONG).join();
		first.shutdownNow();
		await().until(first::isTerminated);
		for (int i = 0; i < 20; i++) {
			assertThat(errorOf(drop(transport, LONG)).status()).isEqualTo(StatusCode.TRANSPORT_UNAVAILABLE);
		}
		server(port, new ScriptedService());
		long begun = this.runtime.nanoTime();
		await().until(() -> drop(transport, LONG).handle((value, failure) -> failure == null).join());
		assertThat(Duration.ofNanos(this.runtime.nanoTime() - begun)).as("gRPC's own backoff is not waited for")
			.isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void aCallCancelledBeforeANodeIsKnownNeverReachesTheServer() throws IOException {
		ScriptedService onSeed = new ScriptedService();
		int seed = server(0, onSeed, ScriptedService.discovery(this.asked, this.ports)).getPort();
		GrpcTransport transport = transport(seed);
		await().until(() -> this.asked.get() == 1);
		RecordedCall<FromClient, FromServer> call = open(transport);
		assertThat(errorOf(drop(transport, Duration.ofMillis(100))))
			.hasMessageEndingWith("no answer within PT0.1S: no node was known");
		call.then((open) -> open.cancel("changed my mind"));
		await().until(() -> transport.activeCalls() == 1);
		transport.close();
		await().until(() -> transport.activeCalls() == 0);
		assertThat(onSeed.opened).hasValue(0);
		assertThat(call.events).isEmpty();
	}

	@Test
	void aCallThatWaitsForANodeIsToldOfTheClose() throws IOException {
		int seed = server(0, ScriptedService.discovery(this.asked, this.ports)).getPort();
		GrpcTransport transport = transport(seed);
		await().until(() -> this.asked.get() == 1);
		RecordedCall<FromClient, FromServer> call = open(transport);
		await().until(() -> transport.activeCalls() == 2);
		transport.close();
		assertThat(call.closed.join().status()).isEqualTo(StatusCode.CLIENT_CLOSED);
		assertThat(call.events).containsExactly("closed");
	}

	@Test
	void aNodeThatLeavesTheListKeepsItsStreams() throws IOException {
		ScriptedService old = new ScriptedService();
		ScriptedService next = new ScriptedService();
		int seed = server(0, ScriptedService.discovery(this.asked, this.ports)).getPort();
		this.ports.add(server(0, old).getPort());
		GrpcTransport transport = transport(seed, (settings) -> settings.discoveryInterval(Duration.ofMillis(50)));
		RecordedCall<FromClient, FromServer> call = open(transport);
		await().until(() -> old.opened.get() == 1);
		this.ports.set(0, server(0, next).getPort());
		await().until(() -> {
			open(transport);
			return next.opened.get() > 0;
		});
		call.then((open) -> open.send(FromClient.getDefaultInstance()));
		await().until(() -> old.received.size() == 1);
		assertThat(call.closed).isNotDone();
	}

	@Test
	void anAnswerOfTheLargestFrameArrives() throws IOException {
		ScriptedService service = new ScriptedService();
		String text = "x".repeat(64_000_000);
		service.onDrop = (request, out) -> {
			out.onNext(DropTopicResponse.newBuilder().setOperation(ScriptedService.done().setId(text)).build());
			out.onCompleted();
		};
		int seed = server(0, service).getPort();
		GrpcTransport transport = transport(seed, (settings) -> settings.discovery(false));
		assertThat(drop(transport, LONG).join().getOperation().getId()).hasSize(64_000_000);
	}

}
