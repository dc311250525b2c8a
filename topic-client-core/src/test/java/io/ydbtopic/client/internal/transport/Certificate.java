package io.ydbtopic.client.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/** A certificate that signed itself, made by the JDK's keytool for one run of a test. */
record Certificate(PrivateKey key, X509Certificate certificate) {

	private static final String PASSWORD = "changeit";

	static Certificate of(Path folder, String host) throws IOException, GeneralSecurityException, InterruptedException {
		Path store = folder.resolve(host + ".p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(List.of(keytool.toString(), "-genkeypair", "-alias", "own", "-keyalg",
				"EC", "-dname", "CN=" + host, "-ext", "san=dns:" + host, "-ext", "bc=ca:true", "-validity", "2",
				"-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		return new Certificate((PrivateKey) keys.getKey("own", PASSWORD.toCharArray()),
				(X509Certificate) keys.getCertificate("own"));
	}

	String pem() throws GeneralSecurityException {
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(this.certificate.getEncoded());
		return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
	}

}
