package io.ydbtopic.client.internal.tx;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.TopicTransaction;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.runtime.Waits;

import static org.assertj.core.api.Assertions.assertThat;

/** Transactions against a scripted server, on virtual time. */
final class TransactionHarness {

	static final Duration LIMIT = Duration.ofSeconds(10);

	final VirtualRuntime runtime;

	final ScriptedQueryCalls server = new ScriptedQueryCalls();

	final QuerySessions sessions;

	/** Where the applications' futures are completed. */
	final SerialLoop completions;

	TransactionHarness(long seed) {
		this.runtime = new VirtualRuntime(seed);
		this.sessions = new QuerySessions("c/tx", this.runtime, this.server);
		this.completions = this.runtime.newUserQueue("completions");
	}

	CompletableFuture<TopicTransaction> beginLater() {
		Executor executor = this.completions::execute;
		CompletableFuture<TopicTransaction> begun = new TransactionBegin(this.sessions, LIMIT, executor).begin();
		this.runtime.settle();
		return begun;
	}

	DefaultTransaction begin() {
		CompletableFuture<TopicTransaction> begun = beginLater();
		assertThat(begun).isCompleted();
		return (DefaultTransaction) begun.join();
	}

	CompletableFuture<Void> commit(TopicTransaction transaction) {
		CompletableFuture<Void> committed = transaction.commit();
		this.runtime.settle();
		return committed;
	}

	/** Whatever happened: no call, timer or session is in use any more. */
	void closeAndCheckThatNothingIsLeft() {
		CompletableFuture<Void> closed = this.sessions.close(LIMIT);
		this.runtime.settle();
		assertThat(closed).isDone();
		assertThat(this.server.attached.openCalls()).as("open calls").isZero();
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	static Throwable errorOf(CompletableFuture<?> future) {
		assertThat(future).isCompletedExceptionally();
		return Waits.unwrap(future.handle((value, error) -> error).join());
	}

	/** A batch that no reader of ours has handed out. */
	static MessageBatch<?> foreignBatch() {
		return (MessageBatch<?>) Proxy.newProxyInstance(Read.class.getClassLoader(),
				new Class<?>[] { MessageBatch.class }, (proxy, method, args) -> null);
	}

	/** What a reader would have handed out. */
	static final class Read implements TransactionalRead {

		final List<String> told = new ArrayList<>();

		boolean current = true;

		private final long partition;

		private final long start;

		private final long end;

		Read(long partition, long start, long end) {
			this.partition = partition;
			this.start = start;
			this.end = end;
		}

		/** As applications hold it. */
		MessageBatch<?> asBatch() {
			return (MessageBatch<?>) Proxy.newProxyInstance(Read.class.getClassLoader(),
					new Class<?>[] { MessageBatch.class, TransactionalRead.class }, (proxy, method, args) -> {
						if (method.getName().equals("size")) {
							return (int) (this.end - this.start);
						}
						return method.invoke(this, args);
					});
		}

		@Override
		public String topic() {
			return "orders";
		}

		@Override
		public long partitionId() {
			return this.partition;
		}

		@Override
		public String consumer() {
			return "billing";
		}

		@Override
		public long start() {
			return this.start;
		}

		@Override
		public long end() {
			return this.end;
		}

		@Override
		public boolean isCurrent() {
			return this.current;
		}

		@Override
		public void committed() {
			this.told.add("committed");
		}

		@Override
		public void readAgain() {
			this.told.add("read again");
		}

		@Override
		public String toString() {
			return "offsets " + this.start + " to " + this.end;
		}

	}

}
