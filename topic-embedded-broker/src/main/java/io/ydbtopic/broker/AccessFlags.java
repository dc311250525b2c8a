package io.ydbtopic.broker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The flags of the program that say who may connect, and how. For one thread.
 */
final class AccessFlags {

	@Option(names = "--require-token", description = "refuse calls without a good token")
	private boolean requireToken;

	@Option(names = "--user", paramLabel = "<name:password>",
			description = "a user who can log in, beside root with password 1234; may be given many times")
	private List<String> users = new ArrayList<>();

	@Option(names = "--token", paramLabel = "<token>",
			description = "a token that is good without a login; may be given many times")
	private List<String> tokens = new ArrayList<>();

	@Option(names = "--tls-certificates", paramLabel = "<file>",
			description = "talk TLS with these certificates in PEM, the broker's own first; needs --tls-key")
	private @Nullable Path tlsCertificates;

	@Option(names = "--tls-key", paramLabel = "<file>",
			description = "the key of the first certificate in PEM, PKCS #8, without a password")
	private @Nullable Path tlsKey;

	@Option(names = "--tls-client-authorities", paramLabel = "<file>",
			description = "take clients only that have a certificate of one of these in PEM; needs --tls-certificates")
	private @Nullable Path tlsClientAuthorities;

	void apply(BrokerOptions.Builder options) {
		options.requireToken(this.requireToken);
		for (String user : this.users) {
			int colon = user.indexOf(':');
			if (colon < 1) {
				throw new IllegalArgumentException(
						"--user does not name a user and a password (expected name:password)");
			}
			options.user(user.substring(0, colon), user.substring(colon + 1));
		}
		this.tokens.forEach(options::token);
		if ((this.tlsCertificates == null) != (this.tlsKey == null)) {
			throw new IllegalArgumentException("--tls-certificates is " + this.tlsCertificates + " and --tls-key is "
					+ this.tlsKey + " (expected both or none)");
		}
		if (this.tlsCertificates != null && this.tlsKey != null) {
			if (this.tlsClientAuthorities != null) {
				options.mutualTls(this.tlsCertificates, this.tlsKey, this.tlsClientAuthorities);
			}
			else {
				options.tls(this.tlsCertificates, this.tlsKey);
			}
		}
		else if (this.tlsClientAuthorities != null) {
			throw new IllegalArgumentException("--tls-client-authorities is " + this.tlsClientAuthorities
					+ " without TLS (expected --tls-certificates and --tls-key as well)");
		}
	}

}
