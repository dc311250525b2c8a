package io.ydbtopic.broker.session;

import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.variant.ServerVariant;
import io.ydbtopic.broker.variant.Variants;

/**
 * What all sessions of a broker share. Safe for use by many threads.
 */
public final class BrokerContext {

	private final BrokerRuntime runtime;

	private final Catalogue catalogue;

	private final FaultScript faults;

	private final LiveStreams streams;

	private final TokenGate tokens;

	private final AccessRules access;

	private final TransactionGate transactions;

	private final Variants variants;

	private final Journal journal;

	private final AtomicLong sessions = new AtomicLong();

	/**
	 * Brings things together.
	 * @param runtime clock, threads and timers
	 * @param catalogue the topics
	 * @param faults faults that wait for their occasion
	 * @param streams where open streams are listed
	 * @param tokens which tokens are good
	 * @param access what users may not do
	 * @param transactions the transactions that are open
	 * @param variants how it differs from the defaults
	 * @param journal where events are told
	 */
	public BrokerContext(BrokerRuntime runtime, Catalogue catalogue, FaultScript faults, LiveStreams streams,
			TokenGate tokens, AccessRules access, TransactionGate transactions, Variants variants, Journal journal) {
		this.journal = journal;
		this.runtime = runtime;
		this.catalogue = catalogue;
		this.faults = faults;
		this.streams = streams;
		this.tokens = tokens;
		this.access = access;
		this.transactions = transactions;
		this.variants = variants;
	}

	BrokerRuntime runtime() {
		return this.runtime;
	}

	/**
	 * The topics.
	 * @return the catalogue
	 */
	public Catalogue catalogue() {
		return this.catalogue;
	}

	Journal journal() {
		return this.journal;
	}

	/**
	 * The faults that wait for their occasion.
	 * @return the script
	 */
	public FaultScript faults() {
		return this.faults;
	}

	LiveStreams streams() {
		return this.streams;
	}

	/**
	 * Which tokens are good, and whose they are.
	 * @return decides on tokens
	 */
	public TokenGate tokens() {
		return this.tokens;
	}

	/**
	 * What users may not do.
	 * @return the rules
	 */
	public AccessRules access() {
		return this.access;
	}

	TransactionGate transactions() {
		return this.transactions;
	}

	/**
	 * The time.
	 * @return milliseconds of the epoch
	 */
	public long nowMillis() {
		return this.runtime.clock().millis();
	}

	/**
	 * How it differs from the defaults.
	 * @return the variants
	 */
	public Variants variants() {
		return this.variants;
	}

	String newSessionId(String prefix, int node) {
		return prefix + "_" + node + "_" + this.sessions.incrementAndGet() + "_"
				+ Long.toHexString(this.runtime.random()) + "_v1";
	}

	RejectedException takenOver(String producerId) {
		boolean expires = this.variants.has(ServerVariant.TAKEOVER_EXPIRES);
		return new RejectedException(expires ? IssueCode.WRONG_COOKIE : IssueCode.BAD_REQUEST,
				"The ownership session of producer '" + producerId + "' was taken over by another session");
	}

}
