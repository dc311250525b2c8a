package io.ydbtopic.broker.tx;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.log.MemoryStore;
import io.ydbtopic.broker.runtime.BrokerRuntime;
import io.ydbtopic.broker.runtime.ThreadedRuntime;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.broker.variant.Variants;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.SerializableModeSettings;
import io.ydbtopic.proto.query.TransactionSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class QuerySessionsTest {

	private static final TransactionSettings SERIALIZABLE = TransactionSettings.newBuilder()
		.setSerializableReadWrite(SerializableModeSettings.getDefaultInstance())
		.build();

	private static final Journal OFF = new Journal(0, Clock.systemUTC(), Runnable::run);

	private final ManualRuntime runtime = new ManualRuntime();

	private final QuerySessions sessions = new QuerySessions(this.runtime, new Catalogue(new DatabasePaths("/local"),
			new MemoryStore(), this.runtime.clock(), null, 1, Variants.NONE, OFF), new FaultScript(OFF),
			Duration.ofMinutes(10), true, OFF);

	private static void assertRejected(ThrowingCallable call, StatusCode status) {
		assertThatExceptionOfType(RejectedException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(status));
	}

	@Test
	void aSessionDoesOneThingAtATime() {
		QuerySession session = this.sessions.create(1);
		session.enter();
		assertRejected(session::enter, StatusCode.SESSION_BUSY);
		session.leave();
		session.enter();
	}

	@Test
	void aSessionThatNobodyAttachesToEnds() {
		QuerySession lonely = this.sessions.create(1);
		QuerySession attached = this.sessions.create(1);
		attached.attach((reason) -> {
		});
		this.runtime.advance(QuerySessions.UNATTACHED_MAX.minusSeconds(1));
		assertThat(this.sessions.openCount()).isEqualTo(2);
		this.runtime.advance(Duration.ofSeconds(2));
		assertRejected(() -> this.sessions.get(lonely.id(), 1), StatusCode.BAD_SESSION);
		assertThat(this.sessions.get(attached.id(), 1)).isSameAs(attached);
	}

	@Test
	void aSessionWithAClientNeedsNoTimer() {
		this.sessions.create(1).attach((reason) -> {
		});
		assertThat(this.runtime.timers).isEmpty();
	}

	@Test
	void thereAreOnlySoManySessions() {
		for (int i = 0; i < QuerySessions.OPEN_MAX; i++) {
			this.sessions.create(1);
		}
		assertRejected(() -> this.sessions.create(1), StatusCode.OVERLOADED);
		this.sessions.endAll(QuerySessions.unknown("all"));
		this.sessions.create(1);
	}

	@Test
	void aSessionHasOnlySoManyTransactions() {
		QuerySession session = this.sessions.create(1);
		String last = "";
		for (int i = 0; i < QuerySession.TRANSACTIONS_MAX; i++) {
			last = session.begin(SERIALIZABLE);
		}
		assertRejected(() -> session.begin(SERIALIZABLE), StatusCode.OVERLOADED);
		session.rollback(last);
		session.begin(SERIALIZABLE);
	}

	@Test
	void aTransactionLastsUntilItsTime() {
		QuerySession session = this.sessions.create(1);
		session.attach((reason) -> {
		});
		String early = session.begin(SERIALIZABLE);
		this.runtime.advance(Duration.ofMinutes(9));
		String late = session.begin(SERIALIZABLE);
		session.checkTransaction(early);
		this.runtime.advance(Duration.ofMinutes(2));
		assertRejected(() -> session.checkTransaction(early), StatusCode.NOT_FOUND);
		session.checkTransaction(late);
	}

	@Test
	void timersOfFinishedTransactionsAreStopped() {
		QuerySession session = this.sessions.create(1);
		session.rollback(session.begin(SERIALIZABLE));
		session.begin(SERIALIZABLE);
		this.sessions.end(session, null);
		assertThat(this.runtime.timers).isEmpty();
	}

	@Test
	void namesCarryTheNode() {
		QuerySession session = this.sessions.create(7);
		assertThat(Identifiers.node(session.id())).isEqualTo(7);
		assertRejected(() -> this.sessions.get(session.id(), 1), StatusCode.BAD_SESSION);
		assertRejected(() -> this.sessions.forReading(session.id(), "tx", 1), StatusCode.UNAVAILABLE);
		assertThat(session.begin(SERIALIZABLE)).hasSize(26).matches("[0-9a-z]+");
	}

	/** Timers run when the test moves the time; everything is in one thread. */
	private static final class ManualRuntime implements BrokerRuntime {

		private final Random chance = new Random(7);

		private final List<ManualTimer> timers = new ArrayList<>();

		private Duration now = Duration.ZERO;

		@Override
		public Clock clock() {
			return ThreadedRuntime.systemClock();
		}

		@Override
		public Executor executor() {
			throw new IllegalStateException("Nothing runs on threads here");
		}

		@Override
		public Timer schedule(String name, Duration delay, Runnable task) {
			ManualTimer timer = new ManualTimer(this.now.plus(delay), task);
			this.timers.add(timer);
			return () -> this.timers.remove(timer);
		}

		void advance(Duration by) {
			this.now = this.now.plus(by);
			for (ManualTimer timer : List.copyOf(this.timers)) {
				if (timer.at.compareTo(this.now) <= 0 && this.timers.remove(timer)) {
					timer.task.run();
				}
			}
		}

		@Override
		public long random() {
			return this.chance.nextLong();
		}

		@Override
		public void close() {
			this.timers.clear();
		}

	}

	private record ManualTimer(Duration at, Runnable task) {
	}

}
