package io.ydbtopic.client.internal.retry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.grpc.Status;
import io.ydbtopic.client.internal.write.OverTheWire;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.PartitionListener;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.RetrySettings;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.codec.CodecRegistry;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.internal.read.DefaultTopicReader;
import io.ydbtopic.client.internal.read.ReadStreams;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.ScriptedCall;
import io.ydbtopic.client.internal.stream.ScriptedTransport;
import io.ydbtopic.client.internal.stream.StreamOptions;
import io.ydbtopic.client.internal.stream.StreamStatusTracker;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.client.internal.write.DefaultTopicWriter;
import io.ydbtopic.client.observe.StreamEventListener;
import io.ydbtopic.client.observe.StreamState;
import io.ydbtopic.client.observe.StreamStatus;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each status that a server or the transport can give, on the first connect and on a
 * running stream, for a reader and a writer: whether it ends the stream, and how soon the
 * next attempt comes.
 */
class RetryTableTest {

	/** So far from each other that a delay tells which one it was drawn from. */
	private static final RetrySettings RETRY = RetrySettings.builder()
		.fastBase(Duration.ofMillis(1))
		.fastDoublings(0)
		.slowBase(Duration.ofMinutes(5))
		.slowDoublings(0)
		.build();

	static Stream<Arguments> cases() {
		// The client's own are judged where they are made; a success is no failure, and
		// the end of a stream without one is tested with the writer.
		return RetryTable.rows()
			.stream()
			.filter((row) -> row.status().number() > 0 && row.status() != StatusCode.SUCCESS)
			.flatMap((row) -> Stream.of(Kind.values())
				.flatMap((kind) -> Stream.of(Arguments.of(row.status(), "first connect", kind, row.atFirst()),
						Arguments.of(row.status(), "running", kind, row.running()))));
	}

	@ParameterizedTest(name = "{0}, {1}, {2}: {3}")
	@MethodSource("cases")
	void aStreamDoesAsTheTableSays(StatusCode status, String when, Kind kind, RetryVerdict expected) {
		Stage<?, ?> stage = kind.stage();
		boolean running = when.equals("running");
		stage.failure = running ? null : status;
		stage.start();
		stage.runtime.settle();
		if (running) {
			assertThat(stage.state()).isEqualTo(StreamState.CONNECTED);
			stage.fail(stage.transport.last(), status);
			stage.runtime.settle();
		}
		assertThat(stage.transport.calls()).as("attempts before any delay").hasSize(1);
		stage.failure = null;
		stage.runtime.advance(Duration.ofMillis(1));
		int soon = stage.transport.calls().size();
		stage.runtime.advance(Duration.ofMinutes(5));
		int later = stage.transport.calls().size();
		assertThat(List.of(soon, later)).as("attempts soon, and later").isEqualTo(switch (expected) {
			case RETRY_FAST -> List.of(2, 2);
			case RETRY_SLOW -> List.of(1, 2);
			case FATAL -> List.of(1, 1);
		});
		assertThat(stage.state())
			.isEqualTo((expected == RetryVerdict.FATAL) ? StreamState.FAILED : StreamState.CONNECTED);
	}

	/** What has a stream. */
	enum Kind {

		WRITER, READER;

		Stage<?, ?> stage() {
			return (this == WRITER) ? new WriterStage() : new ReaderStage();
		}

	}

	/**
	 * One stream and its server, on virtual time.
	 *
	 * @param <Q> what the client sends
	 * @param <R> what the server sends
	 */
	private abstract static class Stage<Q, R> {

		final VirtualRuntime runtime = new VirtualRuntime(1);

		final ScriptedTransport<Q, R> transport = new ScriptedTransport<>();

		/** What the server answers handshakes with; null for success. */
		@Nullable StatusCode failure;

		Stage() {
			this.transport.onOpen((call) -> call.onMessage((message) -> {
				StatusCode status = this.failure;
				if (status != null) {
					fail(call, status);
				}
				else {
					call.reply(welcome());
				}
			}));
		}

		/** Fails as the server or the transport would. */
		@SuppressWarnings("unchecked")
		void fail(ScriptedCall<?, ?> call, StatusCode status) {
			if (status.number() < StatusCode.SUCCESS.number()) {
				call.end(StatusMapping
					.failureOf(Status.fromCodeValue(status.number()).withDescription("the transport says so"), "c"));
			}
			else {
				((ScriptedCall<Q, R>) call).reply(error(StatusIds.StatusCode.forNumber(status.number()),
						IssueMessage.newBuilder().setMessage("the server says so").setSeverity(1).build()));
			}
		}

		StreamStatusTracker tracker(StreamStatus.Kind kind) {
			return new StreamStatusTracker("c/s1", kind, "", List.of("orders"), this.runtime,
					this.runtime.newUserQueue("events"), new StreamEventListener() {
					});
		}

		StreamOptions options() {
			return new StreamOptions(Duration.ofSeconds(30), StreamOptions.CLOSE_GRACE, TokenProvider.anonymous(),
					Duration.ZERO);
		}

		abstract R welcome();

		abstract R error(StatusIds.StatusCode status, IssueMessage issue);

		abstract void start();

		abstract StreamState state();

	}

	private static final class WriterStage extends Stage<StreamWriteMessage.FromClient, StreamWriteMessage.FromServer> {

		private final DefaultTopicWriter<String> writer = new DefaultTopicWriter<>("c/w1", this.runtime, options(),
				new BackoffPolicy(RETRY, this.runtime), new OverTheWire(this.transport), WriterSettings.of("orders"),
				"shop", Serializer.string(), tracker(StreamStatus.Kind.WRITER));

		@Override
		StreamWriteMessage.FromServer welcome() {
			return StreamWriteMessage.FromServer.newBuilder()
				.setStatus(StatusIds.StatusCode.SUCCESS)
				.setInitResponse(StreamWriteMessage.InitResponse.newBuilder().setSessionId("s"))
				.build();
		}

		@Override
		StreamWriteMessage.FromServer error(StatusIds.StatusCode status, IssueMessage issue) {
			return StreamWriteMessage.FromServer.newBuilder().setStatus(status).addIssues(issue).build();
		}

		@Override
		void start() {
			this.writer.start();
		}

		@Override
		StreamState state() {
			return this.writer.status().state();
		}

	}

	private static final class ReaderStage extends Stage<StreamReadMessage.FromClient, StreamReadMessage.FromServer> {

		private final DefaultTopicReader<String> reader = new DefaultTopicReader<>("c/r1", this.runtime,
				new ReadStreams(options(), () -> new BackoffPolicy(RETRY, this.runtime),
						new io.ydbtopic.client.internal.read.OverTheWire(this.transport),
						new io.ydbtopic.client.internal.read.OverTheWire(this.transport)),
				ReaderSettings.of("billing", "orders"), Deserializer.string(), CodecRegistry.standard(),
				PartitionListener.NONE,
				(topic, consumer) -> CompletableFuture.failedFuture(new IllegalStateException()),
				tracker(StreamStatus.Kind.READER));

		@Override
		StreamReadMessage.FromServer welcome() {
			return StreamReadMessage.FromServer.newBuilder()
				.setStatus(StatusIds.StatusCode.SUCCESS)
				.setInitResponse(StreamReadMessage.InitResponse.newBuilder().setSessionId("s"))
				.build();
		}

		@Override
		StreamReadMessage.FromServer error(StatusIds.StatusCode status, IssueMessage issue) {
			return StreamReadMessage.FromServer.newBuilder().setStatus(status).addIssues(issue).build();
		}

		@Override
		void start() {
			this.reader.start();
		}

		@Override
		StreamState state() {
			return this.reader.status().state();
		}

	}

}
