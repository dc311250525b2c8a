package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import org.springframework.core.io.Resource;

/**
 * Certificates of authorities in the form that the client takes: PEM.
 */
final class TrustedCertificates {

	private TrustedCertificates() {
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
