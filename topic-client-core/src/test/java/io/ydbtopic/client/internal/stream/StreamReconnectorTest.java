package io.ydbtopic.client.internal.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.retry.BackoffPolicy;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The stack by itself, on a protocol of plain text: no topic is known here. */
class StreamReconnectorTest {

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("loop");

	private final ScriptedTransport<String, String> transport = new ScriptedTransport<>();

	private final StreamStatusTracker status = new StreamStatusTracker("s", StreamStatus.Kind.READER, "s", List.of(),
			this.runtime, this.runtime.newUserQueue("events"), new StreamEventListener() {
			});

	private final Owner owner = new Owner();

	private final StreamReconnector<TextConnection> reconnector = new StreamReconnector<>("s", this.runtime, this.loop,
			new BackoffPolicy(RetrySettings.DEFAULT, this.runtime), this.owner, this.status);

	private void connect() {
		this.transport.onOpen((call) -> call.onMessage((message) -> {
			if (message.equals("hello")) {
				call.reply("welcome");
			}
		}));
		this.reconnector.start();
		this.runtime.advance(Duration.ofMillis(1));
	}

	@Test
	void theFirstErrorCountsAndLaterOnesAreKeptWithIt() {
		connect();
		this.transport.last().reply("fail twice");
		this.runtime.settle();
		assertThat(this.owner.lost).hasSize(1);
		assertThat(this.owner.lost.get(0)).hasMessage("first");
		assertThat(this.owner.lost.get(0).getSuppressed()).extracting(Throwable::getMessage).containsExactly("second");
		assertThat(this.status.snapshot().reconnects()).isEqualTo(1);
	}

	@Test
	void aMessageThatCanNotBeHandledCostsTheConnection() {
		connect();
		this.transport.last().reply("boom");
		this.runtime.advance(Duration.ofSeconds(5));
		assertThat(this.owner.lost.get(0)).hasMessageContaining("failed to handle a message")
			.hasCauseInstanceOf(IllegalStateException.class);
		assertThat(this.transport.calls()).hasSize(2);
		assertThat(this.status.snapshot().state()).isEqualTo(StreamState.CONNECTED);
	}

	@Test
	void aConnectionThatCanNotStartIsClosedAndTriedAgain() {
		this.owner.failStarts = 2;
		connect();
		this.runtime.advance(Duration.ofSeconds(10));
		assertThat(this.transport.calls()).hasSize(3);
		assertThat(this.transport.openCalls()).isEqualTo(1);
		assertThat(this.transport.calls().get(0).isCancelled()).isTrue();
	}

	@Test
	void anOwnerThatFailsDoesNotStopTheLoop() {
		connect();
		this.owner.failWhenTold = true;
		this.transport.last().breakDown();
		this.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.transport.calls()).hasSize(2);
		CompletableFuture<Void> closed = this.reconnector.close(Duration.ofSeconds(1));
		this.runtime.advance(Duration.ofSeconds(5));
		assertThat(closed).isCompleted();
		assertThat(this.reconnector.state()).isEqualTo(ReconnectorState.CLOSED);
	}

	@Test
	void startingTwiceConnectsOnce() {
		connect();
		this.reconnector.start();
		this.runtime.advance(Duration.ofSeconds(1));
		assertThat(this.transport.calls()).hasSize(1);
		assertThat(this.reconnector).hasToString("s READY");
		assertThat(this.reconnector.openConnections()).isEqualTo(1);
	}

	@Test
	void aConnectionIsVisibleOnlyBetweenItsHandshakeAndItsDeath() {
		this.transport.onOpen((call) -> {
		});
		this.reconnector.start();
		this.runtime.settle();
		assertThat(visible()).isNull();
		this.transport.last().reply("welcome");
		this.runtime.settle();
		assertThat(visible()).isNotNull().hasToString("s.1 READY");
		this.transport.last().breakDown();
		this.runtime.settle();
		assertThat(visible()).isNull();
	}

	private TextConnection visible() {
		List<TextConnection> seen = new ArrayList<>();
		this.loop.execute(() -> seen.add(this.reconnector.connection()));
		this.runtime.settle();
		return seen.get(0);
	}

	@Test
	void stateIsRefusedOutsideTheLoop() {
		connect();
		assertThatThrownBy(this.reconnector::connection).isInstanceOf(IllegalStateException.class)
			.hasMessage("not in loop");
	}

	@Test
	void aConnectionAnswersEachCallOnceHoweverOftenItIsClosed() {
		List<String> heard = new ArrayList<>();
		this.loop.execute(() -> {
			TextConnection connection = new TextConnection("x");
			connection.cancel("before the start");
			connection.cancel("again");
			connection.start(new Hearing(heard));
			connection.onClosed(null);
		});
		this.runtime.settle();
		assertThat(heard).isEmpty();
		assertThat(this.transport.openCalls()).isZero();
		assertThat(this.transport.last().received()).isEmpty();
	}

	@Test
	void anErrorOfTheCallWhileItClosesIsKeptWithTheFirst() {
		List<String> heard = new ArrayList<>();
		this.loop.execute(() -> {
			TextConnection connection = new TextConnection("x");
			connection.start(new Hearing(heard));
			connection.onMessage("welcome");
			connection.onReady();
			connection.closeGracefully();
			connection.onMessage("fail twice");
			connection.onClosed(error("third"));
		});
		this.runtime.settle();
		assertThat(heard).containsExactly("ready", "ended");
	}

	@Test
	void aMoveThatTheTableDoesNotKnowIsRefused() {
		for (ReconnectorState state : ReconnectorState.values()) {
			assertThat(state.isOver()).isEqualTo(state.next().isEmpty());
			assertThat(state.next()).doesNotContain(state, ReconnectorState.NEW);
		}
		this.loop.execute(() -> assertThatThrownBy(() -> this.reconnector.transitionTo(ReconnectorState.READY))
			.isInstanceOf(IllegalStateException.class)
			.hasMessage("s: NEW can't become READY"));
		this.runtime.settle();
	}

	private static TopicException error(String message) {
		return new TopicException(message, StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST);
	}

	private record Hearing(List<String> heard) implements StreamConnection.Events {

		@Override
		public void ready() {
			this.heard.add("ready");
		}

		@Override
		public void failed(TopicException error) {
			this.heard.add("failed");
		}

		@Override
		public void ended() {
			this.heard.add("ended");
		}

	}

	private final class Owner implements StreamOwner<TextConnection> {

		private final List<TopicException> lost = new ArrayList<>();

		private boolean failWhenTold;

		private int failStarts;

		@Override
		public TextConnection connect(String connectionId) {
			return new TextConnection(connectionId);
		}

		@Override
		public void connected(TextConnection connection) {
		}

		@Override
		public void disconnected(TextConnection connection, TopicException error) {
			this.lost.add(error);
			failIfWished();
		}

		@Override
		public CompletableFuture<?> flush() {
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void terminated(TopicException cause) {
			failIfWished();
		}

		private void failIfWished() {
			if (this.failWhenTold) {
				throw new IllegalStateException("the owner is broken");
			}
		}

	}

	private final class TextConnection extends StreamConnection<String, String> {

		TextConnection(String id) {
			super(id, StreamReconnectorTest.this.runtime, StreamReconnectorTest.this.loop,
					new StreamOptions(Duration.ofSeconds(1), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
							Duration.ZERO),
					StreamReconnectorTest.this.transport);
		}

		@Override
		protected String handshakeRequest() {
			if (StreamReconnectorTest.this.owner.failStarts-- > 0) {
				throw new IllegalStateException("no handshake");
			}
			return "hello";
		}

		@Override
		protected String tokenRequest(String token) {
			return "token";
		}

		@Override
		protected TopicException failureOf(String message) {
			return null;
		}

		@Override
		protected TopicException onHandshake(String message) {
			return null;
		}

		@Override
		protected void onData(String message) {
			if (message.equals("boom")) {
				throw new IllegalStateException("boom");
			}
			if (message.equals("fail twice")) {
				TopicException first = error("first");
				fail(first);
				fail(error("second"));
				fail(first);
			}
		}

		@Override
		protected boolean isTokenResponse(String message) {
			return false;
		}

	}

}
