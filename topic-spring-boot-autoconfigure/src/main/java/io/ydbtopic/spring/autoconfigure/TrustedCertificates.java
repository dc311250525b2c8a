package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.Collections;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.io.Resource;

/**
 * Certificates of authorities in the form that the client takes: PEM.
 */
final class TrustedCertificates {

	private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] { '\n' });

	private TrustedCertificates() {
	}

	/** All certificates of a bundle's trust store; {@code null} if it has none. */
	static byte @Nullable [] of(SslBundle bundle) {
		KeyStore store = bundle.getStores().getTrustStore();
		if (store == null) {
			return null;
		}
		StringBuilder pem = new StringBuilder();
		try {
			for (String alias : Collections.list(store.aliases())) {
				Certificate certificate = store.getCertificate(alias);
				if (certificate != null) {
					pem.append("-----BEGIN CERTIFICATE-----\n")
						.append(PEM.encodeToString(certificate.getEncoded()))
						.append("\n-----END CERTIFICATE-----\n");
				}
			}
		}
		catch (KeyStoreException | CertificateEncodingException ex) {
			throw new IllegalArgumentException("the trust store can't be read: " + ex.getMessage(), ex);
		}
		return pem.toString().getBytes(StandardCharsets.US_ASCII);
	}

	/** The content of a PEM file. */
	static byte[] of(Resource file) {
		try {
			byte[] content = file.getContentAsByteArray();
			if (!new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
				throw new IllegalArgumentException(file + " holds no certificate (expected: a PEM file)");
			}
			return content;
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(file + " can't be read (expected: a PEM file): " + ex.getMessage(),
					new UncheckedIOException(ex));
		}
	}

}
