package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;

/**
 * An authority that signed a certificate for "localhost": its own. Made by the JDK's
 * keytool for one run of a test.
 */
record Authority(KeyStore store, Path certificateFile, Path keyFile) {

	static final String PASSWORD = "changeit";

	static Authority of(Path folder, String name) throws IOException, GeneralSecurityException, InterruptedException {
		Path file = folder.resolve(name + ".p12");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "own", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:localhost",
				"-ext", "bc=ca:true", "-validity", "2", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				file.toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("keytool failed: " + output);
		}
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, PASSWORD.toCharArray());
		}
		return new Authority(store,
				pem(folder.resolve(name + ".pem"), "CERTIFICATE", store.getCertificate("own").getEncoded()),
				pem(folder.resolve(name + ".key"), "PRIVATE KEY",
						store.getKey("own", PASSWORD.toCharArray()).getEncoded()));
	}

	private static Path pem(Path file, String kind, byte[] content) throws IOException {
		String body = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
	}

	/** Trusts this authority and no other. */
	SslBundle trusted() throws GeneralSecurityException, IOException {
		KeyStore trust = KeyStore.getInstance("PKCS12");
		trust.load(null, null);
		trust.setCertificateEntry("ca", this.store.getCertificate("own"));
		return SslBundle.of(SslStoreBundle.of(null, null, trust));
	}

	/** Trusts this authority and no other, and has its key. */
	SslBundle withKey() throws GeneralSecurityException, IOException {
		return SslBundle.of(SslStoreBundle.of(this.store, PASSWORD, trusted().getStores().getTrustStore()));
	}

}
