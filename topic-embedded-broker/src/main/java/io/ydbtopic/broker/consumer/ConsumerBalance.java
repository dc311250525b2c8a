package io.ydbtopic.broker.consumer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * Who reads which partition of one topic for one consumer. Each partition has at most one
 * owner; sessions that name partitions go first for those and get no others; the others
 * share the rest evenly, moving as little as possible. A partition reaches its new owner
 * only after the old one gave it back or left. The trap: events change the state, but
 * nothing moves until {@link #moves()} is asked. Not safe for use by many threads: the
 * consumer's lock covers it.
 *
 * @param <S> the kind of session, compared by identity or equality
 */
public final class ConsumerBalance<S> {

	/** Session to the partitions it names, in the order of joining; empty means any. */
	private final Map<S, Set<Long>> sessions = new LinkedHashMap<>();

	private final TreeMap<Long, Seat<S>> seats = new TreeMap<>();

	/**
	 * Makes a balance without partitions and sessions.
	 */
	public ConsumerBalance() {
	}

	/**
	 * A session begins to read.
	 * @param session the session
	 * @param only the partitions it names; empty for any
	 */
	public void join(S session, Set<Long> only) {
		if (this.sessions.putIfAbsent(session, Set.copyOf(only)) != null) {
			throw new IllegalStateException("Session " + session + " joined twice");
		}
	}

	/**
	 * A session ends, in any way; what it owned is free.
	 * @param session the session
	 */
	public void leave(S session) {
		this.sessions.remove(session);
		for (Seat<S> seat : this.seats.values()) {
			if (session.equals(seat.owner)) {
				seat.vacate();
			}
			if (session.equals(seat.pinnedTo)) {
				seat.pinnedTo = null;
				seat.open = false;
			}
		}
		dropClosedSeats();
	}

	/**
	 * A partition may be read, by anyone.
	 * @param partition its id
	 */
	public void open(long partition) {
		Seat<S> seat = seat(partition);
		seat.open = true;
		seat.pinnedTo = null;
	}

	/**
	 * A partition may be read, but only by one session, as long as that one lives.
	 * @param partition its id
	 * @param session who may read it
	 */
	public void openFor(long partition, S session) {
		Seat<S> seat = seat(partition);
		seat.open = true;
		seat.pinnedTo = session;
	}

	/**
	 * A partition is not to be read any more; an owner is asked to give it back.
	 * @param partition its id
	 */
	public void shut(long partition) {
		Seat<S> seat = this.seats.get(partition);
		if (seat != null) {
			seat.open = false;
			seat.pinnedTo = null;
			dropClosedSeats();
		}
	}

	private Seat<S> seat(long partition) {
		return this.seats.computeIfAbsent(partition, (missing) -> new Seat<>());
	}

	private void dropClosedSeats() {
		this.seats.values().removeIf((seat) -> !seat.open && seat.owner == null);
	}

	/**
	 * A session gave a partition back, asked or not.
	 * @param session the session
	 * @param partition the partition's id
	 */
	public void released(S session, long partition) {
		Seat<S> seat = this.seats.get(partition);
		if (seat != null && session.equals(seat.owner)) {
			seat.vacate();
			dropClosedSeats();
		}
	}

	/**
	 * Asks the owner of a partition to give it back, although nothing requires it.
	 * @param partition its id
	 * @return the decision, or null when nobody owns it or the owner was asked before
	 */
	public Move.@Nullable Release<S> askBack(long partition) {
		Seat<S> seat = this.seats.get(partition);
		if (seat == null || seat.owner == null || seat.askedBack) {
			return null;
		}
		seat.askedBack = true;
		return new Move.Release<>(seat.owner, partition);
	}

	/**
	 * Who owns a partition.
	 * @param partition its id
	 * @return the session, or null
	 */
	public @Nullable S owner(long partition) {
		Seat<S> seat = this.seats.get(partition);
		return (seat != null) ? seat.owner : null;
	}

	/**
	 * The partitions of a session, those that it was asked back for included.
	 * @param session the session
	 * @return ids, ascending
	 */
	public List<Long> ownedBy(S session) {
		List<Long> owned = new ArrayList<>();
		this.seats.forEach((partition, seat) -> {
			if (session.equals(seat.owner)) {
				owned.add(partition);
			}
		});
		return owned;
	}

	/**
	 * The sessions, in the order of joining.
	 * @return a view
	 */
	public Collection<S> sessions() {
		return this.sessions.keySet();
	}

	/**
	 * Decides what has to move, and counts it as done or asked for.
	 * @return the decisions; none when all is as it should be
	 */
	public List<Move<S>> moves() {
		List<Move<S>> moves = new ArrayList<>();
		Map<Long, S> plan = new Plan().make();
		this.seats.forEach((partition, seat) -> {
			S planned = plan.get(partition);
			if (seat.owner == null) {
				if (planned != null) {
					seat.owner = planned;
					moves.add(new Move.Assign<>(planned, partition));
				}
			}
			else if (!seat.owner.equals(planned) && !seat.askedBack) {
				seat.askedBack = true;
				moves.add(new Move.Release<>(seat.owner, partition));
			}
		});
		return moves;
	}

	/** One partition: who reads it now, and who may. */
	private static final class Seat<S> {

		/** Null when nobody has it. */
		private @Nullable S owner;

		/** Its last owner, so that a forced move goes to somebody else. */
		private @Nullable S previousOwner;

		/** The only session that may have it; null for any. */
		private @Nullable S pinnedTo;

		/** The owner was asked to give it back. */
		private boolean askedBack;

		private boolean open;

		void vacate() {
			this.previousOwner = this.owner;
			this.owner = null;
			this.askedBack = false;
		}

	}

	/** Where every open partition should be, given where it is. */
	private final class Plan {

		private final Map<S, Integer> loads = new LinkedHashMap<>();

		private final TreeMap<Long, S> places = new TreeMap<>();

		Map<Long, S> make() {
			ConsumerBalance.this.sessions.keySet().forEach((session) -> this.loads.put(session, 0));
			keepWhatMayStay();
			placeTheRest();
			level();
			return this.places;
		}

		private void keepWhatMayStay() {
			ConsumerBalance.this.seats.forEach((partition, seat) -> {
				S owner = seat.owner;
				if (owner != null && seat.open && !seat.askedBack && candidates(partition, seat).contains(owner)) {
					place(partition, owner);
				}
			});
		}

		private void placeTheRest() {
			ConsumerBalance.this.seats.forEach((partition, seat) -> {
				if (seat.open && !this.places.containsKey(partition)) {
					S best = leastLoaded(candidates(partition, seat), seat);
					if (best != null) {
						place(partition, best);
					}
				}
			});
		}

		/** Moves from the fullest to the emptiest until no move makes it more even. */
		private void level() {
			if (this.loads.size() < 2) {
				return;
			}
			for (int step = 0; step < this.places.size(); step++) {
				Long bestPartition = null;
				S bestTarget = null;
				int bestGain = 1;
				for (Map.Entry<Long, S> entry : this.places.descendingMap().entrySet()) {
					int load = load(entry.getValue());
					if (load <= bestGain) {
						continue;
					}
					Seat<S> seat = seat(entry.getKey());
					S target = leastLoaded(candidates(entry.getKey(), seat), seat);
					if (target != null && load - load(target) > bestGain) {
						bestGain = load - load(target);
						bestPartition = entry.getKey();
						bestTarget = target;
					}
				}
				if (bestPartition == null || bestTarget == null) {
					return;
				}
				S from = this.places.get(bestPartition);
				if (from != null) {
					this.loads.merge(from, -1, Integer::sum);
				}
				place(bestPartition, bestTarget);
			}
		}

		private void place(Long partition, S session) {
			this.places.put(partition, session);
			this.loads.merge(session, 1, Integer::sum);
		}

		private int load(S session) {
			return this.loads.getOrDefault(session, 0);
		}

		private List<S> candidates(Long partition, Seat<S> seat) {
			S pinned = seat.pinnedTo;
			if (pinned != null) {
				return ConsumerBalance.this.sessions.containsKey(pinned) ? List.of(pinned) : List.of();
			}
			List<S> naming = new ArrayList<>();
			List<S> others = new ArrayList<>();
			ConsumerBalance.this.sessions.forEach((session, only) -> {
				if (only.contains(partition)) {
					naming.add(session);
				}
				else if (only.isEmpty()) {
					others.add(session);
				}
			});
			return naming.isEmpty() ? others : naming;
		}

		private @Nullable S leastLoaded(List<S> candidates, Seat<S> seat) {
			S best = null;
			int bestLoad = 0;
			for (S candidate : candidates) {
				int load = load(candidate);
				boolean tieBetter = best != null && load == bestLoad && best.equals(seat.previousOwner);
				if (best == null || load < bestLoad || tieBetter) {
					best = candidate;
					bestLoad = load;
				}
			}
			return best;
		}

	}

}
