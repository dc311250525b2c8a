package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel a node, lent to calls. A channel is shut down when nobody uses it and its
 * node is gone, never under a call. A channel whose last attempt to connect failed is
 * replaced instead of being lent again: it would answer with that old failure until its
 * own backoff, of up to minutes, is over. When nobody uses it, it is shut down: by itself
 * it would connect again and again, and after an outage each client would hold a
 * connection to each node that it had tried. Confined to the transport's loop, but for
 * {@link #awaitEnd}.
 */
final class ChannelPool {

	private static final Logger logger = LoggerFactory.getLogger(ChannelPool.class);

	private final SerialLoop loop;

	private final ChannelFactory factory;

	/** Nodes whose channels are kept when nobody uses them. */
	private Set<Endpoint> wanted = Set.of();

	private final Map<Endpoint, Entry> current = new HashMap<>();

	/** Channels that are not lent any more but still used by calls. */
	private final Set<Entry> retired = new LinkedHashSet<>();

	ChannelPool(SerialLoop loop, ChannelFactory factory) {
		this.loop = loop;
		this.factory = factory;
	}

	/** Lends the channel of a node; to be given back exactly once. */
	Lease lend(Endpoint endpoint) {
		this.loop.assertInLoop();
		Entry entry = this.current.get(endpoint);
		if (entry != null && entry.couldNotConnect()) {
			this.current.remove(endpoint);
			retire(entry);
			entry = null;
		}
		if (entry == null) {
			entry = new Entry(endpoint, this.factory.channel(endpoint));
			this.current.put(endpoint, entry);
		}
		entry.users++;
		return new Lease(endpoint, entry.channel, new Return(entry));
	}

	private void giveBack(Entry entry) {
		entry.users--;
		if (entry.users > 0) {
			return;
		}
		if (this.retired.remove(entry)) {
			shutDown(entry);
		}
		else if (this.current.get(entry.endpoint) == entry
				&& (!this.wanted.contains(entry.endpoint) || entry.couldNotConnect())) {
			this.current.remove(entry.endpoint);
			shutDown(entry);
		}
	}

	/**
	 * Keeps the channels of these nodes, and those that are in use for as long as they
	 * are.
	 */
	void keep(Collection<Endpoint> endpoints) {
		this.loop.assertInLoop();
		this.wanted = Set.copyOf(endpoints);
		for (Entry entry : List.copyOf(this.current.values())) {
			if (!this.wanted.contains(entry.endpoint)) {
				this.current.remove(entry.endpoint);
				retire(entry);
			}
		}
	}

	private void retire(Entry entry) {
		if (entry.users > 0) {
			this.retired.add(entry);
		}
		else {
			shutDown(entry);
		}
	}

	private static void shutDown(Entry entry) {
		logger.debug("channel to {} is shut down", entry.endpoint);
		entry.channel.shutdown();
	}

	/** Shuts all channels down; calls that are open go on for now. */
	List<ManagedChannel> shutDownAll() {
		this.loop.assertInLoop();
		List<Entry> all = new ArrayList<>(this.current.values());
		all.addAll(this.retired);
		this.current.clear();
		this.retired.clear();
		all.forEach(ChannelPool::shutDown);
		return all.stream().map((entry) -> entry.channel).toList();
	}

	/**
	 * Waits until channels that were shut down have ended, and ends them by force when
	 * they have not after half of the time.
	 */
	static void awaitEnd(List<ManagedChannel> channels, Duration timeout) {
		try {
			for (ManagedChannel channel : channels) {
				if (!channel.awaitTermination(timeout.toNanos() / 2, TimeUnit.NANOSECONDS)) {
					channels.forEach(ManagedChannel::shutdownNow);
				}
			}
			for (ManagedChannel channel : channels) {
				if (!channel.awaitTermination(timeout.toNanos() / 2, TimeUnit.NANOSECONDS)) {
					logger.warn("channel to {} did not end within {}", channel.authority(), timeout);
				}
			}
		}
		catch (InterruptedException ex) {
			channels.forEach(ManagedChannel::shutdownNow);
			Thread.currentThread().interrupt();
		}
	}

	/** Channels that are not shut down. */
	int size() {
		this.loop.assertInLoop();
		return this.current.size() + this.retired.size();
	}

	/** A channel and how many calls use it. */
	private static final class Entry {

		private final Endpoint endpoint;

		private final ManagedChannel channel;

		private int users;

		Entry(Endpoint endpoint, ManagedChannel channel) {
			this.endpoint = endpoint;
			this.channel = channel;
		}

		private boolean couldNotConnect() {
			return this.channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE;
		}

	}

	/** Gives a channel back, from any thread, once however often it is called. */
	private final class Return implements Runnable {

		private final Entry entry;

		/** Touched on the pool's loop alone. */
		private boolean done;

		Return(Entry entry) {
			this.entry = entry;
		}

		@Override
		public void run() {
			ChannelPool.this.loop.execute(() -> {
				if (!this.done) {
					this.done = true;
					giveBack(this.entry);
				}
			});
		}

	}

}
