package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChannelPoolTest {

	private static final Endpoint A = new Endpoint("a", 1, "");

	private static final Endpoint B = new Endpoint("b", 1, "");

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final SerialLoop loop = this.runtime.newLoop("transport");

	private final List<FakeChannel> made = new ArrayList<>();

	private final ChannelPool pool = new ChannelPool(this.loop, (endpoint) -> {
		FakeChannel channel = new FakeChannel(endpoint.host());
		this.made.add(channel);
		return channel;
	});

	private void inLoop(Runnable task) {
		this.loop.execute(task);
		this.runtime.settle();
	}

	private Lease lend(Endpoint endpoint) {
		List<Lease> lease = new ArrayList<>();
		inLoop(() -> lease.add(this.pool.lend(endpoint)));
		return lease.get(0);
	}

	private void giveBack(Lease lease) {
		lease.giveBack().run();
		this.runtime.settle();
	}

	@Test
	void callsToANodeShareItsChannel() {
		inLoop(() -> this.pool.keep(List.of(A, B)));
		Lease one = lend(A);
		Lease two = lend(A);
		assertThat(one.channel()).isSameAs(two.channel());
		assertThat(lend(B).channel()).isNotSameAs(one.channel());
		giveBack(one);
		giveBack(two);
		assertThat(this.made).hasSize(2).noneMatch(ManagedChannel::isShutdown);
	}

	@Test
	void aNodeThatIsGoneKeepsItsChannelUntilTheLastCallEnds() {
		inLoop(() -> this.pool.keep(List.of(A)));
		Lease one = lend(A);
		Lease two = lend(A);
		inLoop(() -> this.pool.keep(List.of(B)));
		assertThat(this.made.get(0).isShutdown()).isFalse();
		giveBack(one);
		giveBack(one);
		assertThat(this.made.get(0).isShutdown()).as("given back twice by one call").isFalse();
		giveBack(two);
		assertThat(this.made.get(0).isShutdown()).isTrue();
	}

	@Test
	void aNodeThatIsGoneLosesAChannelThatNobodyUses() {
		inLoop(() -> this.pool.keep(List.of(A)));
		giveBack(lend(A));
		inLoop(() -> this.pool.keep(List.of(B)));
		assertThat(this.made.get(0).isShutdown()).isTrue();
		inLoop(() -> assertThat(this.pool.size()).isZero());
	}

	@Test
	void aChannelOfANodeThatWasGoneAlreadyEndsWithItsCall() {
		inLoop(() -> this.pool.keep(List.of(A)));
		Lease late = lend(B);
		giveBack(late);
		assertThat(this.made.get(0).isShutdown()).isTrue();
		inLoop(() -> assertThat(this.pool.size()).isZero());
	}

	@Test
	void aChannelThatCouldNotConnectIsReplaced() {
		inLoop(() -> this.pool.keep(List.of(A)));
		Lease unlucky = lend(A);
		this.made.get(0).state = ConnectivityState.TRANSIENT_FAILURE;
		Lease fresh = lend(A);
		assertThat(fresh.channel()).isNotSameAs(unlucky.channel());
		assertThat(this.made.get(0).isShutdown()).as("still used").isFalse();
		giveBack(unlucky);
		assertThat(this.made.get(0).isShutdown()).isTrue();
		giveBack(fresh);
		this.made.get(1).state = ConnectivityState.TRANSIENT_FAILURE;
		lend(A);
		assertThat(this.made).hasSize(3);
		assertThat(this.made.get(1).isShutdown()).isTrue();
	}

	@Test
	void aChannelThatCouldNotConnectIsNotKeptForNobody() {
		inLoop(() -> this.pool.keep(List.of(A)));
		Lease one = lend(A);
		Lease two = lend(A);
		this.made.get(0).state = ConnectivityState.TRANSIENT_FAILURE;
		giveBack(one);
		assertThat(this.made.get(0).isShutdown()).as("still used").isFalse();
		giveBack(two);
		assertThat(this.made.get(0).isShutdown()).as("it would connect by itself, for ever").isTrue();
		inLoop(() -> assertThat(this.pool.size()).isZero());
		assertThat(lend(A).channel()).isSameAs(this.made.get(1));
	}

	@Test
	void aCloseShutsAllDownAndForcesWhatDoesNotEnd() {
		inLoop(() -> this.pool.keep(List.of(A)));
		Lease old = lend(A);
		inLoop(() -> this.pool.keep(List.of(B)));
		lend(B);
		List<ManagedChannel> ending = new ArrayList<>();
		inLoop(() -> ending.addAll(this.pool.shutDownAll()));
		assertThat(this.made).hasSize(2).allMatch(ManagedChannel::isShutdown);
		assertThat(ending).hasSize(2);
		ChannelPool.awaitEnd(ending, Duration.ofMillis(1));
		assertThat(this.made).allMatch((channel) -> channel.forced);
		giveBack(old);
	}

	@Test
	void anInterruptForcesTheEnd() {
		FakeChannel channel = new FakeChannel("a");
		Thread.currentThread().interrupt();
		ChannelPool.awaitEnd(List.of(channel), Duration.ofDays(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(channel.forced).isTrue();
	}

	/** A channel that ends by force alone. */
	private static final class FakeChannel extends ManagedChannel {

		private final String name;

		private ConnectivityState state = ConnectivityState.IDLE;

		private boolean shutDown;

		private boolean forced;

		FakeChannel(String name) {
			this.name = name;
		}

		@Override
		public ManagedChannel shutdown() {
			this.shutDown = true;
			return this;
		}

		@Override
		public boolean isShutdown() {
			return this.shutDown;
		}

		@Override
		public boolean isTerminated() {
			return this.forced;
		}

		@Override
		public ManagedChannel shutdownNow() {
			this.shutDown = true;
			this.forced = true;
			return this;
		}

		@Override
		public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			return this.forced;
		}

		@Override
		public ConnectivityState getState(boolean requestConnection) {
			return this.state;
		}

		@Override
		public <Q, R> ClientCall<Q, R> newCall(MethodDescriptor<Q, R> method, CallOptions options) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String authority() {
			return this.name;
		}

	}

}
