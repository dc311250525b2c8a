package io.ydbtopic.spring.autoconfigure;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.broker.BrokerOptions;
import io.ydbtopic.broker.EmbeddedBroker;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClientSettings;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * A reloaded bundle counts for new connections, without a restart.
 */
@Timeout(90)
class SslReloadTest {

	@TempDir
	static Path folder;

	private static Authority first;

	private static Authority second;

	@BeforeAll
	static void authorities() throws Exception {
		first = Authority.of(folder, "first");
		second = Authority.of(folder, "second");
	}

	@Test
	void newConnectionsTrustWhatTheReloadedBundleTrusts() throws Exception {
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("ydb", first.trusted());
		int port = freePort();
		EmbeddedBroker before = broker(first, port);
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
			.withBean(DefaultSslBundleRegistry.class, () -> bundles)
			.withPropertyValues("ydb.topic.connection-string=grpcs://localhost:" + port + "/local",
					"ydb.topic.discovery.enabled=false", "ydb.topic.ssl.bundle=ydb", "ydb.topic.request-timeout=2s")
			.run((context) -> {
				TopicAdmin admin = context.getBean(TopicAdmin.class);
				assertThat(partitions(admin)).isEqualTo(2);
				before.close();
				try (EmbeddedBroker after = broker(second, port)) {
					assertThatException().isThrownBy(() -> partitions(admin));
					assertThat(after.connectsSeen()).isZero();
					bundles.updateBundle("ydb", second.trusted());
					Awaitility.await()
						.atMost(Duration.ofSeconds(30))
						.ignoreExceptions()
						.until(() -> partitions(admin) == 2);
				}
			});
	}

	@Test
	void theKeysOfABundleAreGivenAndExchanged() throws Exception {
		ReloadingTls tls = new ReloadingTls(first.trusted());
		assertThat(tls.keyManager().chooseEngineClientAlias(new String[] { "EC" }, null, null)).isNull();
		tls.update(first.withKey());
		assertThat(ownCertificate(tls)).isEqualTo(first.store().getCertificate("own"));
		tls.update(second.withKey());
		assertThat(ownCertificate(tls)).isEqualTo(second.store().getCertificate("own"));
	}

	@Test
	void aBundleThatCannotBeUsedChangesNothing() throws Exception {
		ReloadingTls tls = new ReloadingTls(first.withKey());
		SslManagerBundle broken = mock();
		given(broken.getTrustManagers()).willThrow(new IllegalStateException("no such file"));
		tls.update(SslBundle.of(SslStoreBundle.NONE, null, SslOptions.NONE, SslBundle.DEFAULT_PROTOCOL, broken));
		assertThat(ownCertificate(tls)).isEqualTo(first.store().getCertificate("own"));
		assertThat(tls.trustManager().getAcceptedIssuers()).hasSize(1);
	}

	@Test
	void aBundleBesideACertificateIsRefused() throws Exception {
		Analysis analysis = new Analysis();
		DefaultSslBundleRegistry bundles = new DefaultSslBundleRegistry("ydb", first.trusted());
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
			.withInitializer(analysis)
			.withBean(DefaultSslBundleRegistry.class, () -> bundles)
			.withPropertyValues("ydb.topic.ssl.bundle=ydb",
					"ydb.topic.ssl.trusted-certificate=" + first.certificateFile().toUri())
			.run((context) -> assertThat(analysis.of(context)).contains("'ydb.topic.ssl.bundle'")
				.contains("ydb.topic.ssl.trusted-certificate"));
	}

	@Test
	void withoutABundleTheJvmDecides() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
			.run((context) -> assertThat(context.getBean(TopicClientSettings.class).trustManager()).isNull());
	}

	private static Object ownCertificate(ReloadingTls tls) {
		String alias = tls.keyManager().chooseEngineClientAlias(new String[] { "EC" }, null, null);
		assertThat(tls.keyManager().getPrivateKey(alias)).isNotNull();
		return tls.keyManager().getCertificateChain(alias)[0];
	}

	private static int partitions(TopicAdmin admin) throws Exception {
		return admin.describeTopic("orders").get(20, TimeUnit.SECONDS).partitions().size();
	}

	private static EmbeddedBroker broker(Authority authority, int port) {
		return EmbeddedBroker.start(BrokerOptions.builder()
			.port(port)
			.tls(authority.certificateFile(), authority.keyFile())
			.topic("orders:2")
			.build());
	}

	private static int freePort() throws Exception {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
