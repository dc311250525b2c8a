package io.ydbtopic.client.internal.read;

import java.util.concurrent.CompletableFuture;

/**
 * A commit on its way to the loop: offsets from start, and before end.
 */
record CommitCall(PartitionTrack track, long start, long end, CompletableFuture<Void> result) {
}
