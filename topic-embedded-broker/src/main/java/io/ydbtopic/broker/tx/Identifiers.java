package io.ydbtopic.broker.tx;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.ydbtopic.broker.runtime.BrokerRuntime;

/**
 * Names of sessions and transactions, in the form of the real server: a session's name
 * carries its node. Safe for use by many threads.
 */
final class Identifiers {

	private static final Pattern SESSION = Pattern.compile("ydb://session/3\\?node_id=(\\d{1,9})&id=[\\w%+/=.-]+");

	private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

	private static final int TIME_CHARS = 10;

	private static final int CHANCE_CHARS = 8;

	private final BrokerRuntime runtime;

	Identifiers(BrokerRuntime runtime) {
		this.runtime = runtime;
	}

	String newSession(int node) {
		byte[] chance = ByteBuffer.allocate(2 * Long.BYTES)
			.putLong(this.runtime.random())
			.putLong(this.runtime.random())
			.array();
		return "ydb://session/3?node_id=" + node + "&id="
				+ Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
	}

	/** Whether a text could be the name of a session of some node. */
	static boolean isSession(String id) {
		return SESSION.matcher(id).matches();
	}

	/** The node in the name of a session; 0 when there is none. */
	static int node(String sessionId) {
		Matcher matcher = SESSION.matcher(sessionId);
		return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
	}

	/** 26 characters: the time, then chance. */
	String newTransaction() {
		StringBuilder id = new StringBuilder();
		append(id, this.runtime.clock().millis(), TIME_CHARS);
		append(id, this.runtime.random(), CHANCE_CHARS);
		append(id, this.runtime.random(), CHANCE_CHARS);
		return id.toString();
	}

	private static void append(StringBuilder id, long number, int chars) {
		for (int i = chars - 1; i >= 0; i--) {
			id.append(ALPHABET.charAt((int) (number >>> (5 * i)) & 31));
		}
	}

}
