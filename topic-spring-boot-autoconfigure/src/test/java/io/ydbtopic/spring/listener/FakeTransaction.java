package io.ydbtopic.spring.listener;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.TopicTransaction;

/**
 * A transaction that records what it was told, and commits as a test says.
 */
public final class FakeTransaction implements TopicTransaction {

	public final List<Long> reads = new ArrayList<>();

	/** Answers a commit; done means that it succeeds. */
	public CompletableFuture<Void> answer = CompletableFuture.completedFuture(null);

	public String end = "none";

	private final String id;

	FakeTransaction(String id) {
		this.id = id;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public void read(MessageBatch<?> batch) {
		batch.messages().forEach(this::read);
	}

	@Override
	public void read(ReceivedMessage<?> message) {
		this.reads.add(message.offset());
	}

	@Override
	public CompletableFuture<Void> commit() {
		this.end = "committed";
		return this.answer;
	}

	@Override
	public CompletableFuture<Void> rollback() {
		this.end = "rolled back";
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public boolean isActive() {
		return this.end.equals("none");
	}

	@Override
	public void close() {
		if (isActive()) {
			rollback();
		}
	}

	@Override
	public String toString() {
		return this.end + " " + this.reads;
	}

}
