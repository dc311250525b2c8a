package io.ydbtopic.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.ydbtopic.proto.discovery.EndpointInfo;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.ListEndpointsResult;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class TlsTest {

	private static final String PASSWORD = "changeit";

	@TempDir
	private static Path folder;

	private static Path certificate;

	private static Path key;

	/** The JDK's keytool makes a certificate that signed itself, for one run. */
	@BeforeAll
	static void makeCertificate() throws IOException, GeneralSecurityException, InterruptedException {
		Path store = folder.resolve("own.p12");
		Process process = new ProcessBuilder(List.of(
				Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias", "own",
				"-keyalg", "EC", "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-ext", "bc=ca:true",
				"-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		certificate = pem("CERTIFICATE", keys.getCertificate("own").getEncoded());
		key = pem("PRIVATE KEY", keys.getKey("own", PASSWORD.toCharArray()).getEncoded());
	}

	private static Path pem(String kind, byte[] content) throws IOException {
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(folder.resolve(kind.replace(' ', '-') + ".pem"),
				"-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
	}

	private static ListEndpointsResult endpoints(ManagedChannel channel) throws InterruptedException {
		try {
			return TestBroker.result(DiscoveryServiceGrpc.newBlockingStub(channel)
				.withDeadlineAfter(10, TimeUnit.SECONDS)
				.listEndpoints(ListEndpointsRequest.newBuilder().setDatabase("/local").build())
				.getOperation(), ListEndpointsResult.class);
		}
		finally {
			channel.shutdownNow();
			channel.awaitTermination(5, TimeUnit.SECONDS);
		}
	}

	@Test
	void allNodesTalkTlsAndDiscoverySaysSo() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().nodes(2).tls(certificate, key).build())) {
			assertThat(broker.connectionString()).startsWith("grpcs://localhost:");
			for (int port : broker.ports()) {
				ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
					.sslContext(GrpcSslContexts.forClient().trustManager(certificate.toFile()).build())
					.build();
				assertThat(endpoints(channel).getEndpointsList()).hasSize(2).allMatch(EndpointInfo::getSsl);
			}
			ManagedChannel plain = NettyChannelBuilder.forAddress("localhost", broker.port()).usePlaintext().build();
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> endpoints(plain))
				.extracting((error) -> error.getStatus().getCode())
				.isEqualTo(Status.Code.UNAVAILABLE);
		}
	}

	@Test
	void withAuthoritiesOfClientsItTakesOnlyThoseWithACertificate() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker
			.start(BrokerOptions.builder().mutualTls(certificate, key, certificate).build())) {
			SslContextBuilder trusting = GrpcSslContexts.forClient().trustManager(certificate.toFile());
			ManagedChannel nobody = NettyChannelBuilder.forAddress("localhost", broker.port())
				.sslContext(trusting.build())
				.build();
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> endpoints(nobody))
				.extracting((error) -> error.getStatus().getCode())
				.isEqualTo(Status.Code.UNAVAILABLE);
			ManagedChannel known = NettyChannelBuilder.forAddress("localhost", broker.port())
				.sslContext(trusting.keyManager(certificate.toFile(), key.toFile()).build())
				.build();
			assertThat(endpoints(known).getEndpointsList()).hasSize(1);
		}
	}

	@Test
	void filesThatAreNoIdentityAreRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> EmbeddedBroker.start(BrokerOptions.builder().tls(key, certificate).build()))
			.withMessageContaining("TLS can't be used with certificates " + key)
			.withMessageContaining("expected certificates in PEM");
		assertThatIllegalArgumentException().isThrownBy(
				() -> EmbeddedBroker.start(BrokerOptions.builder().tls(folder.resolve("missing"), key).build()));
	}

}
