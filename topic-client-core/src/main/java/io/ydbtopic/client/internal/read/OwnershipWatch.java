package io.ydbtopic.client.internal.read;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.ydbtopic.client.admin.ConsumerPartition;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a partition with held commits went to somebody else. The stream does
 * not tell, so that the consumer's description is looked at, for as long as something is
 * held and no longer. That costs the server a look at each partition, and after an outage
 * all readers look at once: so the waits are drawn, and grow. Confined to the reader's
 * loop.
 */
final class OwnershipWatch {

	private static final Logger logger = LoggerFactory.getLogger(OwnershipWatch.class);

	/**
	 * The least wait, of which twice as much is the most, before the first look: a
	 * partition that stays here is given back sooner, without a question. It doubles with
	 * each look.
	 */
	static final Duration FIRST_LOOK = Duration.ofMillis(250);

	/** Up to eight seconds, and so up to sixteen. */
	private static final int DOUBLINGS_MAX = 5;

	private final String id;

	private final ClientRuntime runtime;

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

	/** Looks since the watch began. */
	private int looks;

	OwnershipWatch(String id, ClientRuntime runtime, SerialLoop loop, @Nullable String consumer,
			ConsumerLookup lookup) {
		this.id = id;
		this.runtime = runtime;
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
			this.looks = 0;
			if (this.unanswered == 0) {
				lookLater(held);
			}
		}
	}

	private void lookLater(HeldCommits held) {
		long least = FIRST_LOOK.multipliedBy(1L << Math.min(this.looks++, DOUBLINGS_MAX)).toNanos();
		Duration delay = Duration.ofNanos(least + this.runtime.random().nextLong(least + 1));
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
			lookLater(held);
		}
	}

}
