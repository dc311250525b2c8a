package io.ydbtopic.client.internal.keyed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.Scheduled;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions of a topic whenever it is asked to, one request at a time, and
 * again with a backoff until the answer is what the reader's owner waits for. An answer
 * to a request that was on its way when somebody asked is not enough: it may be older
 * than the reason. Confined to its loop.
 */
final class TopologyReader {

	private static final Logger logger = LoggerFactory.getLogger(TopologyReader.class);

	private final String id;

	private final SerialLoop loop;

	private final ReconnectPolicy policy;

	private final Supplier<CompletableFuture<TopicDescription>> source;

	private final Owner owner;

	private boolean reading;

	/** Somebody asked while an answer was on its way. */
	private boolean askedAgain;

	private boolean everRead;

	/** Failures and answers that did not do, in a row. */
	private int attempt;

	private boolean stopped;

	private Scheduled backoff = Scheduled.NONE;

	TopologyReader(String id, SerialLoop loop, ReconnectPolicy policy,
			Supplier<CompletableFuture<TopicDescription>> source, Owner owner) {
		this.id = id;
		this.loop = loop;
		this.policy = policy;
		this.source = source;
		this.owner = owner;
	}

	/** Asks for the partitions as they are from now on. */
	void read() {
		this.loop.assertInLoop();
		if (this.stopped) {
			return;
		}
		if (this.reading) {
			this.askedAgain = true;
			return;
		}
		this.backoff.cancel();
		this.reading = true;
		this.askedAgain = false;
		this.source.get().whenComplete((answer, error) -> this.loop.execute(() -> answered(answer, error)));
	}

	private void answered(@Nullable TopicDescription answer, @Nullable Throwable error) {
		this.reading = false;
		if (this.stopped) {
			return;
		}
		if (answer == null) {
			failed((error != null) ? error : new IllegalStateException("neither answer nor error"));
			return;
		}
		Topology topology;
		try {
			topology = new Topology(answer);
		}
		catch (IllegalArgumentException ex) {
			failed(new TopicException(this.id + ": " + ex.getMessage(), StatusCode.CLIENT_PROTOCOL_VIOLATION, List.of(),
					RetryVerdict.RETRY_SLOW, ex));
			return;
		}
		this.everRead = true;
		boolean enough = this.owner.topologyRead(topology);
		if (this.askedAgain) {
			read();
		}
		else if (enough) {
			this.attempt = 0;
		}
		else {
			readAfter(this.policy.delay(this.attempt++, RetryVerdict.RETRY_FAST));
		}
	}

	private void failed(Throwable error) {
		TopicException failure = Waits.asTopicException(this.id + ": the partitions can't be read", error);
		RetryVerdict verdict = this.policy.judge(failure, this.everRead, this.attempt);
		if (!verdict.isRetriable()) {
			stop();
			this.owner.topologyFailed(failure);
			return;
		}
		Duration delay = this.policy.delay(this.attempt++, verdict);
		logger.warn("{}: the partitions can't be read: {}; attempt {} in {} ms", this.id, failure.getMessage(),
				this.attempt, delay.toMillis());
		this.owner.topologyDelayed(failure, this.attempt, delay);
		readAfter(delay);
	}

	private void readAfter(Duration delay) {
		this.backoff = this.loop.schedule(this.id + " partitions", delay, this::read);
	}

	/** Asks no more; an answer on its way is dropped. */
	void stop() {
		this.loop.assertInLoop();
		this.stopped = true;
		this.backoff.cancel();
	}

	/** Who wants to know; told on the loop. */
	interface Owner {

		/**
		 * The partitions are known.
		 * @return whether that is enough; if not, they are read again soon
		 */
		boolean topologyRead(Topology topology);

		/** They could not be read, and will be tried again. */
		void topologyDelayed(TopicException error, int attempt, Duration delay);

		/** They can't be read; nobody tries again. */
		void topologyFailed(TopicException error);

	}

}
