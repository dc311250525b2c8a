package io.ydbtopic.client.internal.transport;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.ydbtopic.client.TopicClientSettings;
import org.jspecify.annotations.Nullable;

/**
 * Channels over the network, plain or with TLS. Callbacks run on the event loops, so they
 * must only hop away. Callable from any thread.
 */
final class NettyChannels implements ChannelFactory {

	/** How long a probe may stay unanswered until the connection counts as lost. */
	private static final Duration KEEP_ALIVE_TIMEOUT = Duration.ofSeconds(10);

	private final TopicClientSettings settings;

	/** Null if not encrypted. */
	private final @Nullable SslContext tls;

	/**
	 * Channels as the settings want them.
	 * @throws IllegalArgumentException if the certificates can't be read
	 */
	NettyChannels(TopicClientSettings settings) {
		this.settings = settings;
		this.tls = settings.connectionString().secure() ? tls(settings) : null;
		FrameLogs.hide();
	}

	private static SslContext tls(TopicClientSettings settings) {
		byte[] trusted = settings.trustedCertificates();
		SslContextBuilder builder = GrpcSslContexts.forClient();
		try {
			if (trusted != null) {
				builder.trustManager(new ByteArrayInputStream(trusted));
			}
			if (settings.trustManager() != null) {
				builder.trustManager(settings.trustManager());
			}
			if (settings.keyManager() != null) {
				builder.keyManager(settings.keyManager());
			}
			return builder.build();
		}
		catch (SSLException | IllegalArgumentException ex) {
			if (trusted == null) {
				throw new IllegalArgumentException(
						"trustManager, keyManager: no TLS with them: " + ex.getMessage() + " (expected: usable ones)",
						ex);
			}
			int bytes = trusted.length;
			throw new IllegalArgumentException("trustedCertificates: " + bytes
					+ " bytes that are no certificates (expected: PEM, one or more blocks of BEGIN CERTIFICATE)", ex);
		}
	}

	@Override
	public ManagedChannel channel(Endpoint endpoint) {
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
			.directExecutor()
			.maxInboundMessageSize(INBOUND_BYTES_MAX)
			.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS,
					(int) Math.min(Integer.MAX_VALUE, this.settings.connectTimeout().toMillis()))
			.disableRetry()
			.disableServiceConfigLookUp();
		Duration keepAlive = this.settings.keepAlive();
		if (!keepAlive.isZero()) {
			builder.keepAliveTime(keepAlive.toMillis(), TimeUnit.MILLISECONDS)
				.keepAliveTimeout(KEEP_ALIVE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
				.keepAliveWithoutCalls(true);
		}
		if (this.tls == null) {
			builder.usePlaintext();
		}
		else {
			builder.sslContext(this.tls);
			if (!endpoint.tlsName().isEmpty()) {
				builder.overrideAuthority(endpoint.tlsName());
			}
		}
		return builder.build();
	}

}
