package io.ydbtopic.client.internal.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import com.google.protobuf.Any;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.error.RetryVerdict;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class TlsTest {

	/** No name server knows it. */
	private static final String INNER_NAME = "node-1.ydb.invalid";

	@TempDir
	private static Path folder;

	private static Certificate outer;

	private static Certificate inner;

	private final JvmRuntime runtime = new JvmRuntime("test");

	private final List<AutoCloseable> toClose = new ArrayList<>();

	@BeforeAll
	static void certificates() throws Exception {
		outer = Certificate.of(folder, "localhost");
		inner = Certificate.of(folder, INNER_NAME);
	}

	@AfterEach
	void end() throws Exception {
		for (AutoCloseable closeable : this.toClose) {
			closeable.close();
		}
		this.runtime.close();
	}

	private int server(Certificate certificate, BindableService... services) throws IOException {
		return server(
				GrpcSslContexts.configure(SslContextBuilder.forServer(certificate.key(), certificate.certificate())),
				services);
	}

	private int server(SslContextBuilder tls, BindableService... services) throws IOException {
		NettyServerBuilder builder = NettyServerBuilder.forPort(0).sslContext(tls.build());
		for (BindableService service : services) {
			builder.addService(service);
		}
		Server server = builder.build().start();
		this.toClose.add(server::shutdownNow);
		return server.getPort();
	}

	private CompletableFuture<DropTopicResponse> drop(int port, String trusted, boolean discovery) {
		TopicClientSettings settings = TopicClientSettings.builder("grpcs://localhost:" + port + "/local")
			.trustedCertificates((trusted != null) ? trusted.getBytes(StandardCharsets.US_ASCII) : null)
			.discovery(discovery)
			.build();
		return drop(settings);
	}

	private CompletableFuture<DropTopicResponse> drop(TopicClientSettings settings) {
		GrpcTransport transport = new GrpcTransport(settings, this.runtime, "c1");
		this.toClose.add(transport);
		return transport.unary(TopicServiceGrpc.getDropTopicMethod(), DropTopicRequest.getDefaultInstance(),
				Duration.ofSeconds(20));
	}

	private static TopicException errorOf(CompletableFuture<?> future) {
		return (TopicException) future.handle((value, error) -> error).join();
	}

	@Test
	void aTrustManagerThatChangesItsMindCountsForTheNextConnection() throws Exception {
		int port = server(outer, new ScriptedService());
		AtomicReference<X509ExtendedTrustManager> trust = new AtomicReference<>(trusting(inner));
		TopicClientSettings settings = TopicClientSettings.builder("grpcs://localhost:" + port + "/local")
			.trustManager(new DelegatingTrust(trust::get))
			.discovery(false)
			.build();
		assertThat(errorOf(drop(settings))).hasMessageContaining("UNAVAILABLE");
		trust.set(trusting(outer));
		assertThat(drop(settings).join().getOperation().getReady()).isTrue();
	}

	private static X509ExtendedTrustManager trusting(Certificate certificate) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setCertificateEntry("ca", certificate.certificate());
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
	}

	@Test
	void anOwnAuthorityIsTrusted() throws Exception {
		int port = server(outer, new ScriptedService());
		assertThat(drop(port, outer.pem(), false).join().getOperation().getReady()).isTrue();
		assertThat(drop(port, inner.pem() + outer.pem(), false).join().getOperation().getReady()).as("one of two")
			.isTrue();
	}

	@Test
	void anUnknownAuthorityIsNot() throws Exception {
		int port = server(outer, new ScriptedService());
		for (String trusted : new String[] { null, inner.pem() }) {
			TopicException error = errorOf(drop(port, trusted, false));
			assertThat(error.verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
			assertThat(error).hasMessageContaining("certification path");
		}
	}

	@Test
	void aCertificateOfAnotherHostIsNotAccepted() throws Exception {
		int port = server(inner, new ScriptedService());
		assertThat(errorOf(drop(port, inner.pem(), false))).hasMessageContaining("localhost");
	}

	@Test
	void norByATrustManagerThatKnowsIt() throws Exception {
		int port = server(inner, new ScriptedService());
		TopicClientSettings settings = TopicClientSettings.builder("grpcs://localhost:" + port + "/local")
			.trustManager(new DelegatingTrust(() -> trusted(inner)))
			.discovery(false)
			.build();
		assertThat(errorOf(drop(settings))).hasMessageContaining("localhost");
	}

	private static X509ExtendedTrustManager trusted(Certificate certificate) {
		try {
			return trusting(certificate);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aServerThatAsksWhoComesTakesWhoHasTheKey() throws Exception {
		int port = server(GrpcSslContexts.configure(SslContextBuilder.forServer(outer.key(), outer.certificate())
			.trustManager(inner.certificate())
			.clientAuth(ClientAuth.REQUIRE)), new ScriptedService());
		TopicClientSettings.Builder settings = TopicClientSettings.builder("grpcs://localhost:" + port + "/local")
			.trustedCertificates(outer.pem().getBytes(StandardCharsets.US_ASCII))
			.discovery(false);
		assertThat(errorOf(drop(settings.build())).verdict()).isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(errorOf(drop(settings.keyManager(keysOf(outer)).build())).verdict())
			.isEqualTo(RetryVerdict.RETRY_FAST);
		assertThat(drop(settings.keyManager(keysOf(inner)).build()).join().getOperation().getReady()).isTrue();
	}

	private static KeyManager keysOf(Certificate certificate) throws Exception {
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null, null);
		store.setKeyEntry("own", certificate.key(), new char[0],
				new java.security.cert.Certificate[] { certificate.certificate() });
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(store, new char[0]);
		return factory.getKeyManagers()[0];
	}

	@Test
	void aNodeMayHaveACertificateOfTheNameThatDiscoveryTells() throws Exception {
		int node = server(inner, new ScriptedService());
		int seed = server(outer, new DiscoveryServiceGrpc.DiscoveryServiceImplBase() {

			@Override
			public void listEndpoints(ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> out) {
				out.onNext(ListEndpointsResponse.newBuilder()
					.setOperation(ScriptedService.done()
						.setResult(Any.pack(ListEndpointsResult.newBuilder()
							.addEndpoints(EndpointInfo.newBuilder()
								.setAddress("localhost")
								.setPort(node)
								.setSsl(true)
								.setSslTargetNameOverride(INNER_NAME))
							.build())))
					.build());
				out.onCompleted();
			}

		});
		assertThat(drop(seed, outer.pem() + inner.pem(), true).join().getOperation().getReady()).isTrue();
	}

}
