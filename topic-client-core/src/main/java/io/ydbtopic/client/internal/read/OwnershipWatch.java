package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a partition with held commits went to somebody else. The stream does
 * not tell, so that the consumer's description is looked at, twice a second, for as long
 * as something is held and no longer. Confined to the reader's loop.
 */
final class OwnershipWatch {

	private static final Logger logger = LoggerFactory.getLogger(OwnershipWatch.class);

	/** A partition that stays here is given back sooner than this, without a question. */
	private static final Duration FIRST_LOOK = Duration.ofMillis(250);

	private static final Duration NEXT_LOOK = Duration.ofMillis(500);

	private final String id;

	private final SerialLoop loop;

	private final @Nullable String consumer;

	private final ConsumerLookup lookup;

	/**
	 * Names of this reader's streams: of the present one and of those that commits are
	 * held from.
	 */
	private final Set<String> own = new HashSet<>();

	private Scheduled timer = Scheduled.NONE;

	private int unanswered;

	private boolean watching;

	OwnershipWatch(String id, SerialLoop loop, @Nullable String consumer, ConsumerLookup lookup) {
		this.id = id;
		this.loop = loop;
		this.consumer = consumer;
		this.lookup = lookup;
	}

	/** A stream of this reader has begun. */
	void connected(String readSessionId) {
		if (!this.watching) {
			this.own.clear();
		}
		this.own.add(readSessionId);
	}

	/** What is held has changed. */
	void changed(HeldCommits held) {
		if (held.isEmpty()) {
			this.watching = false;
			this.timer.cancel();
		}
		else if (!this.watching) {
			this.watching = true;
			if (this.unanswered == 0) {
				lookIn(FIRST_LOOK, held);
			}
		}
	}

	private void lookIn(Duration delay, HeldCommits held) {
		this.timer = this.loop.schedule(this.id + " ownership watch", delay, () -> look(held));
	}

	private void look(HeldCommits held) {
		String name = this.consumer;
		if (!this.watching || name == null) {
			return;
		}
		Set<String> topics = held.topics();
		this.unanswered = topics.size();
		for (String topic : topics) {
			this.lookup.partitions(topic, name)
				.whenComplete((partitions, error) -> this.loop.execute(() -> answered(topic, partitions, error, held)));
		}
	}

	private void answered(String topic, @Nullable List<ConsumerPartition> partitions, @Nullable Throwable error,
			HeldCommits held) {
		this.unanswered--;
		if (partitions != null) {
			held.judge(topic, partitions, this.own);
		}
		else {
			logger.debug("{}: can't tell who reads topic '{}'", this.id, topic, error);
		}
		if (this.unanswered == 0 && this.watching) {
			lookIn(NEXT_LOOK, held);
		}
	}

}
