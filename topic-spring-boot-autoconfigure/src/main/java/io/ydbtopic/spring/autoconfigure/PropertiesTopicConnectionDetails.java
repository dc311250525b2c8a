package io.ydbtopic.spring.autoconfigure;

import java.nio.file.Path;
import java.util.function.Consumer;

import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * What the properties say about where the database is.
 */
final class PropertiesTopicConnectionDetails implements TopicConnectionDetails {

	private final ClientProperties properties;

	/** Of the keys, without a dot at the end. */
	private final String prefix;

	private final @Nullable SslBundles bundles;

	PropertiesTopicConnectionDetails(ClientProperties properties, String prefix, @Nullable SslBundles bundles) {
		this.properties = properties;
		this.prefix = prefix;
		this.bundles = bundles;
	}

	@Override
	public String connectionString() {
		String text = this.properties.getConnectionString();
		String database = this.properties.getDatabase();
		if (!StringUtils.hasText(database)) {
			return text;
		}
		String path = database.startsWith("/") ? database : "/" + database;
		int host = text.indexOf("://");
		boolean hasPath = text.contains("?")
				|| (host >= 0 && text.indexOf('/', host + 3) >= 0 && text.indexOf('/', host + 3) < text.length() - 1);
		if (hasPath) {
			throw new InvalidTopicPropertyException(this.prefix + ".database",
					"'" + database + "' with a connection string that names a database itself (expected: one of them)",
					null);
		}
		return (text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path;
	}

	@Override
	public TokenProvider credentials() {
		String token = this.properties.getToken();
		Path file = this.properties.getTokenFile();
		String user = this.properties.getUser();
		String password = this.properties.getPassword();
		refuseBoth("token", StringUtils.hasText(token), "token-file", file != null);
		refuseBoth("user", StringUtils.hasText(user), "token", StringUtils.hasText(token));
		refuseBoth("user", StringUtils.hasText(user), "token-file", file != null);
		if (StringUtils.hasText(user)) {
			return new StaticLogin(user, (password != null) ? password : "");
		}
		if (StringUtils.hasText(password)) {
			throw new InvalidTopicPropertyException(this.prefix + ".password",
					"a password without a user (expected: " + this.prefix + ".user as well)", null);
		}
		if (file != null) {
			return TokenProvider.file(file);
		}
		return StringUtils.hasText(token) ? TokenProvider.fixed(token) : TokenProvider.anonymous();
	}

	private void refuseBoth(String key, boolean given, String other, boolean otherGiven) {
		if (given && otherGiven) {
			throw new InvalidTopicPropertyException(this.prefix + "." + key,
					"given beside " + this.prefix + "." + other + " (expected: one of them)", null);
		}
	}

	@Override
	public @Nullable SslBundle sslBundle() {
		String name = this.properties.getSsl().getBundle();
		if (!StringUtils.hasText(name)) {
			return null;
		}
		String key = this.prefix + ".ssl.bundle";
		if (this.bundles == null) {
			throw new InvalidTopicPropertyException(key,
					"'" + name + "', but there are no SSL bundles (expected: spring.ssl.bundle.*)", null);
		}
		try {
			return this.bundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new InvalidTopicPropertyException(key,
					"'" + name + "' is not a bundle (expected: one of spring.ssl.bundle.*)", ex);
		}
	}

	@Override
	public void onSslBundleChange(Consumer<SslBundle> handler) {
		String name = this.properties.getSsl().getBundle();
		if (this.bundles != null && StringUtils.hasText(name)) {
			this.bundles.addBundleUpdateHandler(name, handler);
		}
	}

}
