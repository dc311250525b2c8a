package io.ydbtopic.broker.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.journal.JournalKind;
import org.jspecify.annotations.Nullable;

/**
 * The faults that wait for their occasion: streams ask it at the points where something
 * may go wrong, and each asking that answers with a fault uses one up and counts it. With
 * no fault armed, asking costs one read of a field. Safe for use by many threads.
 */
public final class FaultScript {

	private static final ArmedFault[] NOTHING = {};

	private final Map<FaultKind, AtomicLong> counts = new EnumMap<>(FaultKind.class);

	/** Replaced as a whole; in the order in which they were armed. */
	private volatile ArmedFault[] armed = NOTHING;

	private final Journal journal;

	/**
	 * Makes a script without faults.
	 * @param journal where strikes are told
	 */
	public FaultScript(Journal journal) {
		this.journal = journal;
		for (FaultKind kind : FaultKind.values()) {
			this.counts.put(kind, new AtomicLong());
		}
	}

	/**
	 * Asked at each occasion of a fault.
	 * @param kind the fault
	 * @param subject who or what it would happen to
	 * @return the fault that strikes; null for none
	 */
	public @Nullable ArmedFault strike(FaultKind kind, FaultSubject subject) {
		for (ArmedFault fault : this.armed) {
			if (fault.kind() == kind && fault.strikes(subject)) {
				counter(kind).incrementAndGet();
				tell(kind, subject);
				return fault;
			}
		}
		return null;
	}

	/**
	 * Asked again and again for faults that are a state.
	 * @param kind the fault
	 * @param subject who or what it would happen to
	 * @return whether it holds now
	 */
	public boolean holds(FaultKind kind, FaultSubject subject) {
		for (ArmedFault fault : this.armed) {
			if (fault.kind() == kind && fault.scope().covers(subject)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether any fault waits; when not, nobody needs to say whom it would strike.
	 * @return false when there is none
	 */
	public boolean anyArmed() {
		return this.armed.length > 0;
	}

	/** Arms a fault in the place of those of its kind that name the same. */
	synchronized ArmedFault arm(FaultKind kind, FaultScope scope, long times, Duration delay,
			@Nullable RejectedException reason) {
		ArmedFault fault = new ArmedFault(this, kind, scope, times, delay, reason);
		List<ArmedFault> all = new ArrayList<>(List.of(this.armed));
		all.removeIf((other) -> other.kind() == kind && other.scope().namesSame(scope));
		if (times > 0) {
			all.add(fault);
		}
		replace(all);
		return fault;
	}

	synchronized void disarm(ArmedFault fault) {
		List<ArmedFault> all = new ArrayList<>(List.of(this.armed));
		all.remove(fault);
		replace(all);
	}

	synchronized void disarm(FaultKind kind, FaultScope scope) {
		List<ArmedFault> all = new ArrayList<>(List.of(this.armed));
		all.removeIf((other) -> other.kind() == kind && other.scope().namesSame(scope));
		replace(all);
	}

	synchronized void clear() {
		this.armed = NOTHING;
	}

	private void replace(List<ArmedFault> all) {
		this.armed = all.toArray(NOTHING);
	}

	List<ArmedFault> armed() {
		return List.of(this.armed);
	}

	private void tell(FaultKind kind, FaultSubject subject) {
		String topic = (subject.topics().size() == 1) ? subject.topics().iterator().next() : null;
		this.journal.add(JournalKind.FAULT, topic, subject.partition(), subject.consumer() + subject.producer(),
				kind.toString());
	}

	/** Counts a fault that was done to so many at once. */
	void counted(FaultKind kind, long times) {
		counter(kind).addAndGet(times);
		this.journal.add(JournalKind.FAULT, null, null, "", kind + " of " + times);
	}

	long count(FaultKind kind) {
		return counter(kind).get();
	}

	private AtomicLong counter(FaultKind kind) {
		AtomicLong counter = this.counts.get(kind);
		if (counter == null) {
			throw new IllegalStateException("Every kind has a counter, but not " + kind);
		}
		return counter;
	}

}
