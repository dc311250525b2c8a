package io.ydbtopic.client.internal.keyed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.KeyedMessage;
import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.client.PartitionChooser;
import io.ydbtopic.client.WriteAck;
import io.ydbtopic.client.error.MessageRejectedException;
import io.ydbtopic.client.internal.write.Extras;
import io.ydbtopic.client.internal.write.OutboxEntry;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to one of several partitions. The thread that writes fills it;
 * after that it belongs to the keyed writer's loop, but while its partition is chosen
 * again, to the user thread that chooses.
 */
final class KeyedEntry extends OutboxEntry {

	/** Where the server looks for the place of a message in the space of keys. */
	static final String RANGE_KEY = "__partition_key";

	private final KeyedMessage<?> message;

	/** Where it goes; {@link Topology#NONE} until that is known. */
	long partition = Topology.NONE;

	/** Place in the order of all messages of the keyed writer. */
	long arrival;

	/** Why it can't go anywhere; null if it can. */
	@Nullable MessageRejectedException refusal;

	/** The flush that it came before. */
	Flushes.@Nullable Age age;

	/** Who sends it; null while it waits. */
	@Nullable Lane lane;

	KeyedEntry(KeyedMessage<?> message, byte[] payload, long ownSequenceNumber, long createdAtMillis,
			@Nullable Extras extras, @Nullable CompletableFuture<WriteAck> ack) {
		super(payload, ownSequenceNumber, createdAtMillis, extras, ack);
		this.message = message;
	}

	/** The bytes that the place in the space of keys adds to a message's metadata. */
	static int rangeKeyBytes(byte[] rangeKey) {
		return RANGE_KEY.length() + rangeKey.length;
	}

	static List<MetadataItem> withRangeKey(List<MetadataItem> metadata, byte[] rangeKey) {
		List<MetadataItem> items = new ArrayList<>(metadata);
		items.add(new MetadataItem(RANGE_KEY, rangeKey));
		return items;
	}

	/**
	 * Chooses the partition among those of now; a failure becomes the {@link #refusal}.
	 * Runs the application's code.
	 */
	void choose(PartitionChooser chooser, Topology topology) {
		try {
			Long named = this.message.partitionId();
			long wanted = (named != null) ? named : chooser.choose(this.message, topology.partitions());
			long heir = topology.heir(wanted);
			if (heir == Topology.NONE) {
				throw new IllegalArgumentException("partition " + wanted + " (expected: one of " + topology + ")");
			}
			this.partition = heir;
		}
		catch (RuntimeException ex) {
			this.refusal = new MessageRejectedException("no partition for a message: " + ex.getMessage(), ex);
		}
	}

}
