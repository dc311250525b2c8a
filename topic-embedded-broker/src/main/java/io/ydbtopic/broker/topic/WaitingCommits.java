package io.ydbtopic.broker.topic;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Commits of children that wait for their parents. Not safe for use by many threads: the
 * consumer's lock covers it.
 */
final class WaitingCommits {

	private final List<Commit> commits = new ArrayList<>();

	void add(Lease lease, long offset, Runnable whenKept) {
		this.commits.add(new Commit(lease, offset, whenKept));
	}

	void forget(Lease lease) {
		this.commits.removeIf((commit) -> commit.lease == lease);
	}

	void left(ReadMember member) {
		this.commits.removeIf((commit) -> commit.lease.member() == member);
	}

	/** Takes those out that may go on now, in their order. */
	List<Commit> takeReady(Predicate<Partition> parentsCommitted) {
		List<Commit> ready = new ArrayList<>();
		for (Iterator<Commit> each = this.commits.iterator(); each.hasNext();) {
			Commit commit = each.next();
			if (parentsCommitted.test(commit.lease.partition())) {
				ready.add(commit);
				each.remove();
			}
		}
		return ready;
	}

	/**
	 * A commit that waits.
	 *
	 * @param lease by whom and where
	 * @param offset the first offset that is not committed
	 * @param whenKept told when it is kept
	 */
	record Commit(Lease lease, long offset, Runnable whenKept) {
	}

}
