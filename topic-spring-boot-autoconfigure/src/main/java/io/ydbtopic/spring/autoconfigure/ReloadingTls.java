package io.ydbtopic.spring.autoconfigure;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ssl.SslBundle;

/**
 * Trust and keys of an SSL bundle, which may be exchanged while the client runs: new
 * connections use the new ones, those that are there stay. A bundle that can't be used is
 * logged, and changes nothing. Thread-safe.
 */
final class ReloadingTls {

	private static final Logger logger = LoggerFactory.getLogger(ReloadingTls.class);

	private final X509ExtendedTrustManager trust = new Trust();

	private final X509ExtendedKeyManager keys = new Keys();

	private volatile Managers current;

	ReloadingTls(SslBundle bundle) {
		this.current = Managers.of(bundle);
	}

	/** What decides which servers are trusted. */
	X509ExtendedTrustManager trustManager() {
		return this.trust;
	}

	/** What the client proves itself with. */
	X509ExtendedKeyManager keyManager() {
		return this.keys;
	}

	/** Takes a new bundle. */
	void update(SslBundle bundle) {
		try {
			this.current = Managers.of(bundle);
			logger.info("New connections use the new SSL bundle");
		}
		catch (RuntimeException ex) {
			logger.error("The new SSL bundle can't be used; new connections use the one before", ex);
		}
	}

	private record Managers(X509ExtendedTrustManager trust, @Nullable X509ExtendedKeyManager keys) {

		static Managers of(SslBundle bundle) {
			X509ExtendedTrustManager trust = first(bundle.getManagers().getTrustManagers(),
					X509ExtendedTrustManager.class);
			if (trust == null) {
				throw new IllegalArgumentException("the bundle has no trust manager for X.509 certificates");
			}
			return new Managers(trust, (bundle.getStores().getKeyStore() != null)
					? first(bundle.getManagers().getKeyManagers(), X509ExtendedKeyManager.class) : null);
		}

		private static <M> @Nullable M first(Object[] managers, Class<M> type) {
			for (Object manager : managers) {
				if (type.isInstance(manager)) {
					return type.cast(manager);
				}
			}
			return null;
		}

	}

	private final class Trust extends X509ExtendedTrustManager {

		private X509ExtendedTrustManager now() {
			return ReloadingTls.this.current.trust;
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			now().checkServerTrusted(chain, authType, engine);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
				throws CertificateException {
			now().checkServerTrusted(chain, authType, socket);
		}

		@Override
		public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			now().checkServerTrusted(chain, authType);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
				throws CertificateException {
			now().checkClientTrusted(chain, authType, engine);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
				throws CertificateException {
			now().checkClientTrusted(chain, authType, socket);
		}

		@Override
		public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
			now().checkClientTrusted(chain, authType);
		}

		@Override
		public X509Certificate[] getAcceptedIssuers() {
			return now().getAcceptedIssuers();
		}

	}

	/** Only what a client is asked for; nothing where the bundle has no keys. */
	private final class Keys extends X509ExtendedKeyManager {

		private @Nullable X509ExtendedKeyManager now() {
			return ReloadingTls.this.current.keys;
		}

		@Override
		public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal @Nullable [] issuers,
				@Nullable SSLEngine engine) {
			X509ExtendedKeyManager keys = now();
			return (keys != null) ? keys.chooseEngineClientAlias(keyTypes, issuers, engine) : null;
		}

		@Override
		public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers,
				@Nullable Socket socket) {
			X509ExtendedKeyManager keys = now();
			return (keys != null) ? keys.chooseClientAlias(keyTypes, issuers, socket) : null;
		}

		@Override
		public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
			X509ExtendedKeyManager keys = now();
			return (keys != null) ? keys.getClientAliases(keyType, issuers) : null;
		}

		@Override
		public X509Certificate @Nullable [] getCertificateChain(String alias) {
			X509ExtendedKeyManager keys = now();
			return (keys != null) ? keys.getCertificateChain(alias) : null;
		}

		@Override
		public @Nullable PrivateKey getPrivateKey(String alias) {
			X509ExtendedKeyManager keys = now();
			return (keys != null) ? keys.getPrivateKey(alias) : null;
		}

		@Override
		public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
			return null;
		}

		@Override
		public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers,
				@Nullable Socket socket) {
			return null;
		}

	}

}
