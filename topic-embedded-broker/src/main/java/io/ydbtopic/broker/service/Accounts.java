package io.ydbtopic.broker.service;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.session.TokenGate;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import org.jspecify.annotations.Nullable;

/**
 * Who may call: users with passwords, the tokens that a login gave them, and tokens that
 * are simply good. By default anybody may, with any token or none. Safe for use by many
 * threads.
 */
public final class Accounts implements TokenGate {

	/** 12 hours: the {@code exp} that clients plan their next login by. */
	private static final long TOKEN_SECONDS = 12 * 3600L;

	private final BrokerRuntime runtime;

	private final Journal journal;

	private final FaultScript faults;

	private final Map<String, String> passwords;

	private final Set<String> goodTokens;

	private final boolean required;

	/** Token of a login to its user. */
	private final Map<String, String> issued = new ConcurrentHashMap<>();

	/**
	 * Makes the accounts of a broker.
	 * @param runtime clock and chance
	 * @param faults may refuse every token
	 * @param passwords by user
	 * @param goodTokens tokens that are good without a login
	 * @param required whether calls need a good token
	 * @param journal where refusals are told
	 */
	public Accounts(BrokerRuntime runtime, FaultScript faults, Map<String, String> passwords, Set<String> goodTokens,
			boolean required, Journal journal) {
		this.journal = journal;
		this.runtime = runtime;
		this.faults = faults;
		this.passwords = Map.copyOf(passwords);
		this.goodTokens = Set.copyOf(goodTokens);
		this.required = required;
	}

	@Override
	public Verdict check(String token) {
		Verdict verdict = verdict(token);
		if (verdict != Verdict.GOOD) {
			this.journal.add(JournalKind.TOKEN_REFUSED, null, null, "", "it is " + verdict);
		}
		return verdict;
	}

	private Verdict verdict(String token) {
		if (this.faults.strike(FaultKind.REJECT_TOKEN, FaultSubject.NONE) != null) {
			return Verdict.BAD;
		}
		if (this.faults.strike(FaultKind.DOUBT_TOKEN, FaultSubject.NONE) != null) {
			return Verdict.UNKNOWN;
		}
		String bare = bare(token);
		if (!this.required || this.goodTokens.contains(bare) || this.issued.containsKey(bare)) {
			return Verdict.GOOD;
		}
		return token.isEmpty() ? Verdict.MISSING : Verdict.BAD;
	}

	@Override
	public boolean required() {
		return this.required;
	}

	@Override
	public String user(String token) {
		String user = loggedIn(token);
		return (user != null) ? user : bare(token);
	}

	/** The user who got a token by a login; null when it did not come from one. */
	@Nullable String loggedIn(String token) {
		return this.issued.get(bare(token));
	}

	private static String bare(String token) {
		for (String prefix : new String[] { "Bearer ", "OAuth ", "Login " }) {
			if (token.startsWith(prefix)) {
				return token.substring(prefix.length());
			}
		}
		return token;
	}

	String login(String user, String password) {
		String expected = this.passwords.get(user);
		if (expected == null || !expected.equals(password)) {
			throw new RejectedException(StatusCode.UNAUTHORIZED, StatusCode.UNAUTHORIZED.getNumber(),
					"Invalid user or password");
		}
		long now = this.runtime.clock().millis() / 1_000;
		String payload = "{\"sub\":\"" + Base64.getUrlEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))
				+ "\",\"iat\":" + now + ",\"exp\":" + (now + TOKEN_SECONDS) + "}";
		String token = part("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + part(payload) + "."
				+ part(Long.toHexString(this.runtime.random()) + Long.toHexString(this.runtime.random()));
		this.issued.put(token, user);
		return token;
	}

	private static String part(String text) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

}
