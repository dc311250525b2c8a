package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.client.ReceivedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Messages for one call of a listener: those that are its turn, and of these the ones
 * that a filter left.
 *
 * @param all messages whose turn it is, at least one
 * @param accepted those that the listener is given, perhaps none
 * @param <T> type of the values
 */
record Part<T>(List<ReceivedMessage<T>> all, List<ReceivedMessage<T>> accepted) {

	static <T> Part<T> of(List<ReceivedMessage<T>> all, @Nullable TopicFilter filter, @Nullable TopicFilter second) {
		if (filter == null && second == null) {
			return new Part<>(all, all);
		}
		List<ReceivedMessage<T>> accepted = new ArrayList<>(all.size());
		for (ReceivedMessage<T> message : all) {
			if ((filter == null || filter.accept(message)) && (second == null || second.accept(message))) {
				accepted.add(message);
			}
		}
		return new Part<>(all, (accepted.size() == all.size()) ? all : List.copyOf(accepted));
	}

	/** The place among all of an accepted message. */
	int placeOf(int acceptedIndex) {
		return (this.all == this.accepted) ? acceptedIndex : this.all.indexOf(this.accepted.get(acceptedIndex));
	}

	/** Whether the filter left some out. */
	boolean isFiltered() {
		return this.all != this.accepted;
	}

}
