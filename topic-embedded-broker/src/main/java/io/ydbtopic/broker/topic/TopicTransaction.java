package io.ydbtopic.broker.topic;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.broker.consumer.OffsetsRange;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;

/**
 * The topics' part of one transaction: messages and offsets that are set aside, and are
 * applied all together or not at all. Until the commit nobody sees any of it. Once it has
 * ended, in either way, everything is refused as for an unknown transaction. Safe for use
 * by many threads.
 */
public final class TopicTransaction {

	/** Bounds the memory that a transaction can hold. */
	static final long STAGED_BYTES_MAX = 256L << 20;

	/** Bounds how many partitions a commit works on at once. */
	static final int PLACES_MAX = 2_000;

	private final String id;

	private final Catalogue catalogue;

	private final Map<Partition, StagedWrites> writes = new LinkedHashMap<>();

	private final Map<ConsumedPlace, StagedOffsets> offsets = new LinkedHashMap<>();

	private long stagedBytes;

	private boolean ended;

	TopicTransaction(String id, Catalogue catalogue) {
		this.id = id;
		this.catalogue = catalogue;
	}

	/**
	 * What is read of one partition.
	 *
	 * @param consumer for whom
	 * @param partition where
	 * @param ranges what, each range once
	 */
	public record Consumed(TopicConsumer consumer, Partition partition, List<OffsetsRange> ranges) {
	}

	/** One consumer's place in one partition. */
	record ConsumedPlace(TopicConsumer consumer, Partition partition) {
	}

	/**
	 * How a client knows it.
	 * @return an opaque word
	 */
	public String id() {
		return this.id;
	}

	/**
	 * The answer to those who name a transaction that does not exist or has ended.
	 * @param id the name
	 * @return the exception to throw
	 */
	public static RejectedException notFound(String id) {
		return new RejectedException(IssueCode.UNKNOWN_TXID,
				"Transaction not found: " + id + " (it has ended, or belongs to another session; begin a new one)");
	}

	/**
	 * Sets messages aside for the end of a partition.
	 * @param partition where
	 * @param ownership the right to write
	 * @param codec the codec of the payloads
	 * @param sessionMeta what the session said about itself
	 * @param messages what to add, in order
	 * @return for each message whether it was taken; false for one that the producer sent
	 * before
	 * @throws RejectedException when the transaction or the ownership has ended
	 */
	public synchronized boolean[] write(Partition partition, WriteOwnership ownership, int codec,
			Map<String, String> sessionMeta, List<NewMessage> messages) {
		checkOpen();
		ownership.check();
		long bytes = messages.stream().mapToLong((message) -> message.data().size()).sum();
		if (this.stagedBytes + bytes > STAGED_BYTES_MAX) {
			throw new RejectedException(IssueCode.OVERLOAD, "Transaction " + this.id + " holds " + this.stagedBytes
					+ " bytes (expected at most " + STAGED_BYTES_MAX + "; commit more often)");
		}
		checkPlaces(this.writes.containsKey(partition) ? 0 : 1);
		StagedWrites staged = this.writes.computeIfAbsent(partition, (missing) -> new StagedWrites());
		boolean[] taken = new boolean[messages.size()];
		for (int i = 0; i < taken.length; i++) {
			NewMessage message = messages.get(i);
			taken[i] = staged.add(ownership, new StagedMessage(ownership.producerId(), codec, sessionMeta, message));
			this.stagedBytes += taken[i] ? message.data().size() : 0;
		}
		return taken;
	}

	/**
	 * Sets offsets aside that are to be committed; all of them or, on an error, none.
	 * @param consumed what was read
	 * @throws RejectedException when the transaction has ended, a range is empty, or a
	 * range was read before in it
	 */
	public synchronized void read(List<Consumed> consumed) {
		checkOpen();
		Map<ConsumedPlace, StagedOffsets> added = new HashMap<>();
		for (Consumed each : consumed) {
			ConsumedPlace place = new ConsumedPlace(each.consumer, each.partition);
			StagedOffsets staged = added.computeIfAbsent(place,
					(missing) -> StagedOffsets.copyOf(this.offsets.get(missing)));
			each.ranges.forEach(staged::add);
		}
		checkPlaces(added.keySet().stream().filter((place) -> !this.offsets.containsKey(place)).count());
		this.offsets.putAll(added);
	}

	private void checkPlaces(long more) {
		if (this.writes.size() + this.offsets.size() + more > PLACES_MAX) {
			throw new RejectedException(IssueCode.OVERLOAD, "Transaction " + this.id + " touches more than "
					+ PLACES_MAX + " partitions (use several transactions)");
		}
	}

	/**
	 * Applies all of it; whatever the outcome, the transaction has ended.
	 * @param whenKept called once when all of it is kept and readable; may only enqueue
	 * @throws RejectedException when it has ended before, or does not fit what happened
	 * since: nothing was applied then
	 */
	public void commit(Runnable whenKept) {
		TransactionCommit commit;
		synchronized (this) {
			checkOpen();
			this.ended = true;
			commit = new TransactionCommit(this.id, new LinkedHashMap<>(this.writes),
					new LinkedHashMap<>(this.offsets));
			forget();
		}
		this.catalogue.commit(commit, whenKept);
	}

	/**
	 * Forgets all of it; one that has ended before stays as it is.
	 * @return whether this call ended it
	 */
	public synchronized boolean rollback() {
		boolean open = !this.ended;
		this.ended = true;
		forget();
		return open;
	}

	private void forget() {
		this.writes.clear();
		this.offsets.clear();
		this.stagedBytes = 0;
	}

	private void checkOpen() {
		if (this.ended) {
			throw notFound(this.id);
		}
	}

}
