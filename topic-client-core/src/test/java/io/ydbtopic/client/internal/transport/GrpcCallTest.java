package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.client.internal.stream.StreamListener;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each step of a call, one at a time, on virtual time. */
class GrpcCallTest {

	private static final Endpoint NODE = new Endpoint("::1", 2136, "");

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("stream");

	private final Site site = new Site();

	private final Wires wires = new Wires();

	private final List<String> events = new ArrayList<>();

	private @Nullable TopicException error;

	private final GrpcCall<DropTopicRequest, DropTopicResponse> call = new GrpcCall<>(
			TopicServiceGrpc.getDropTopicMethod(), this.site, this.loop, "c1/w1.1", new StreamListener<>() {

				@Override
				public void onMessage(DropTopicResponse message) {
					GrpcCallTest.this.events.add("message");
				}

				@Override
				public void onReady() {
					GrpcCallTest.this.events.add("ready");
				}

				@Override
				public void onClosed(@Nullable TopicException cause) {
					GrpcCallTest.this.events.add("closed");
					GrpcCallTest.this.error = cause;
				}

			});

	private void inLoop(Runnable task) {
		this.loop.execute(task);
		this.runtime.settle();
	}

	private void openWire() {
		inLoop(this.call::start);
		this.site.token.complete(new Token(null));
		this.runtime.settle();
		this.site.lease.complete(this.site.newLease(this.wires));
		this.runtime.settle();
	}

	@Test
	void aChannelThatComesAfterTheCancelIsGivenBackUnused() {
		inLoop(this.call::start);
		this.site.token.complete(new Token(null));
		this.runtime.settle();
		assertThat(this.call.progress()).isEqualTo("no node was known");
		inLoop(() -> this.call.cancel("changed my mind"));
		this.site.lease.complete(this.site.newLease(this.wires));
		this.runtime.settle();
		assertThat(this.wires.open).isEmpty();
		assertThat(this.site.givenBack).isEqualTo(1);
		assertThat(this.site.over).isEqualTo(1);
		assertThat(this.events).isEmpty();
	}

	@Test
	void aNodeThatIsNotFoundAfterTheCancelIsNobodysConcern() {
		inLoop(this.call::start);
		this.site.token.complete(new Token(null));
		this.runtime.settle();
		inLoop(() -> this.call.cancel("changed my mind"));
		this.site.lease.completeExceptionally(new IllegalStateException("no node"));
		this.runtime.settle();
		assertThat(this.site.over).isEqualTo(1);
		assertThat(this.events).isEmpty();
	}

	@Test
	void aTokenThatComesAfterTheCancelAsksForNoChannel() {
		inLoop(this.call::start);
		assertThat(this.call.progress()).isEqualTo("the token provider did not answer");
		inLoop(() -> this.call.cancel("changed my mind"));
		this.site.token.complete(new Token(null));
		this.runtime.settle();
		assertThat(this.site.leases).isZero();
		assertThat(this.site.over).isEqualTo(1);
	}

	@Test
	void aWireThatCanNotBeOpenedEndsTheCallOnce() {
		this.wires.failing = true;
		openWire();
		assertThat(this.events).containsExactly("closed");
		assertThat(this.error).hasMessage("c1/w1.1: DropTopic: can't be opened").hasRootCauseMessage("broken");
		assertThat(this.error.status()).isEqualTo(StatusCode.CLIENT_INTERNAL);
		assertThat(this.error.verdict()).isEqualTo(RetryVerdict.RETRY_SLOW);
		assertThat(this.wires.open.get(0).cancelled).isTrue();
		this.wires.open.get(0).listener.onClose(Status.CANCELLED, new Metadata());
		this.runtime.settle();
		assertThat(this.events).containsExactly("closed");
		assertThat(this.site.givenBack).isEqualTo(1);
		assertThat(this.site.over).isEqualTo(1);
	}

	@Test
	void whatIsOnItsWayWhenTheCallIsCancelledIsDropped() {
		openWire();
		Wire wire = this.wires.open.get(0);
		this.loop.execute(() -> this.call.cancel("enough"));
		wire.listener.onMessage(DropTopicResponse.getDefaultInstance());
		wire.listener.onReady();
		wire.listener.onClose(Status.CANCELLED, new Metadata());
		this.runtime.settle();
		assertThat(this.events).isEmpty();
		assertThat(wire.cancelled).isTrue();
		assertThat(this.site.givenBack).isEqualTo(1);
		assertThat(this.site.over).isEqualTo(1);
	}

	@Test
	void aCancelledCallCountsUntilItsWireHasEnded() {
		openWire();
		inLoop(() -> this.call.cancel("enough"));
		assertThat(this.site.over).isZero();
		this.wires.open.get(0).listener.onClose(Status.CANCELLED, new Metadata());
		assertThat(this.site.over).isEqualTo(1);
	}

	@Test
	void aNodeThatIsSilentForLongIsTakenForLost() {
		openWire();
		assertThat(this.call.progress()).isEqualTo("[::1]:2136 did not answer");
		this.runtime.advance(Duration.ofSeconds(5));
		inLoop(() -> this.call.cancel("handshake timeout"));
		assertThat(this.site.lost).containsExactly(NODE);
	}

	@Test
	void aNodeThatHadNoTimeToAnswerIsNot() {
		openWire();
		this.runtime.advance(Duration.ofSeconds(5).minusNanos(1));
		inLoop(() -> this.call.cancel("closed"));
		assertThat(this.site.lost).isEmpty();
	}

	@Test
	void aNodeThatHasAnsweredIsNotLostHoweverLongTheCallWas() {
		openWire();
		this.wires.open.get(0).listener.onHeaders(new Metadata());
		this.runtime.advance(Duration.ofHours(1));
		inLoop(() -> this.call.cancel("closed"));
		assertThat(this.site.answered).containsExactly(NODE);
		assertThat(this.site.lost).isEmpty();
	}

	@Test
	void onlyANodeThatIsUnavailableIsLost() {
		openWire();
		this.wires.open.get(0).listener.onClose(Status.INTERNAL, new Metadata());
		assertThat(this.site.lost).isEmpty();
		this.wires.open.get(0).listener.onClose(Status.UNAVAILABLE, new Metadata());
		assertThat(this.site.lost).containsExactly(NODE);
		this.runtime.settle();
		assertThat(this.events).containsExactly("closed");
		assertThat(this.error.status()).isEqualTo(StatusCode.TRANSPORT_INTERNAL);
		assertThat(this.site.over).isEqualTo(1);
	}

	@Test
	void aRequestThatIsEndedWithoutAnAnswerFails() {
		CompletableFuture<DropTopicResponse> result = new UnaryCall<>(TopicServiceGrpc.getDropTopicMethod(), this.site,
				this.loop, "c1/u1")
			.start(DropTopicRequest.getDefaultInstance(), Duration.ofSeconds(1));
		this.site.token.complete(new Token(null));
		this.site.lease.complete(this.site.newLease(this.wires));
		this.runtime.settle();
		this.wires.open.get(0).listener.onReady();
		this.wires.open.get(0).listener.onClose(Status.OK, new Metadata());
		this.runtime.settle();
		assertThat(result.handle((value, failure) -> failure).join())
			.hasMessage("c1/u1: DropTopic: the server ended the call without an answer");
		assertThat(this.runtime.pendingTimers()).isEmpty();
	}

	/** The transport, as far as a call sees it. */
	private final class Site implements CallSite {

		private final CompletableFuture<Token> token = new CompletableFuture<>();

		private final CompletableFuture<Lease> lease = new CompletableFuture<>();

		private int leases;

		private int over;

		private int givenBack;

		private final List<Endpoint> answered = new ArrayList<>();

		private final List<Endpoint> lost = new ArrayList<>();

		private final List<Token> refused = new ArrayList<>();

		Lease newLease(Channel channel) {
			return new Lease(NODE, channel, () -> this.givenBack++);
		}

		@Override
		public CompletableFuture<Token> token() {
			return this.token;
		}

		@Override
		public CompletableFuture<Lease> lease() {
			this.leases++;
			return this.lease;
		}

		@Override
		public Metadata headers(Token known, String traceId) {
			return new Metadata();
		}

		@Override
		public void begun() {
			// Counted at the end alone.
		}

		@Override
		public void over() {
			this.over++;
		}

		@Override
		public void answered(Endpoint endpoint) {
			this.answered.add(endpoint);
		}

		@Override
		public void lost(Endpoint endpoint) {
			this.lost.add(endpoint);
		}

		@Override
		public void refused(Token known) {
			this.refused.add(known);
		}

		@Override
		public long nanoTime() {
			return GrpcCallTest.this.runtime.nanoTime();
		}

		@Override
		public boolean isClosed() {
			return false;
		}

	}

	/** A channel whose calls do what the test tells them to. */
	private static final class Wires extends Channel {

		private final List<Wire> open = new ArrayList<>();

		private boolean failing;

		@Override
		@SuppressWarnings("unchecked")
		public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
			Wire wire = new Wire(this.failing);
			this.open.add(wire);
			return (ClientCall<Q, R>) wire;
		}

		@Override
		public String authority() {
			return "wires";
		}

	}

	private static final class Wire extends ClientCall<DropTopicRequest, DropTopicResponse> {

		private final boolean failing;

		private Listener<DropTopicResponse> listener;

		private boolean cancelled;

		Wire(boolean failing) {
			this.failing = failing;
		}

		@Override
		public void start(Listener<DropTopicResponse> responses, Metadata headers) {
			this.listener = responses;
			if (this.failing) {
				throw new IllegalStateException("broken");
			}
		}

		@Override
		public void request(int messages) {
			// Nothing comes by itself.
		}

		@Override
		public void cancel(@Nullable String message, @Nullable Throwable cause) {
			this.cancelled = true;
		}

		@Override
		public void halfClose() {
			// Nothing answers.
		}

		@Override
		public void sendMessage(DropTopicRequest message) {
			// Nothing reads.
		}

	}

}
