package io.ydbtopic.client.internal.keyed;

import java.util.List;
import java.util.function.Supplier;

import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.internal.stream.ReconnectPolicy;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.write.PartitionStream;
import io.ydbtopic.client.internal.write.WriterScope;
import io.ydbtopic.client.observe.StreamStatus;
import org.jspecify.annotations.Nullable;

/**
 * Makes ordinary writers to single partitions, each with a producer of its own. Confined
 * to the keyed writer's loop.
 */
final class PartitionWriters implements PartitionStreams {

	private final String id;

	private final WriterSettings settings;

	/** Beginning of the producer ids; null without deduplication. */
	private final @Nullable String producerId;

	private final Supplier<ReconnectPolicy> policies;

	private final KeyedStatus status;

	private final Supplier<WriterScope> scopes;

	/** Streams made so far, for their names. */
	private long opened;

	PartitionWriters(String id, WriterSettings settings, @Nullable String producerId,
			Supplier<ReconnectPolicy> policies, KeyedStatus status, Supplier<WriterScope> scopes) {
		this.id = id;
		this.settings = settings;
		this.producerId = producerId;
		this.policies = policies;
		this.status = status;
		this.scopes = scopes;
	}

	@Override
	public PartitionStream open(long partition, long producer, PartitionStream.Events events) {
		String streamId = this.id + "-p" + partition + "-" + ++this.opened;
		WriterScope scope = this.scopes.get();
		StreamStatusTracker tracker = new StreamStatusTracker(streamId, StreamStatus.Kind.WRITER, this.settings.name(),
				List.of(this.settings.topic()), scope.runtime(), scope.loop(), this.status);
		return new PartitionStream(streamId, scope, this.settings.toBuilder().partitionId(partition).build(),
				this.policies.get(), (this.producerId != null) ? this.producerId + "-" + producer : null, tracker,
				events);
	}

	@Override
	public boolean hasProducers() {
		return this.producerId != null;
	}

}
