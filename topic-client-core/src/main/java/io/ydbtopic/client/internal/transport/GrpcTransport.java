package io.ydbtopic.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.ydbtopic.client.ConnectionString;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenProvider;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicClosedException;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.stream.StreamTransport;
import io.ydbtopic.proto.auth.LoginRequest;
import io.ydbtopic.proto.auth.LoginResponse;
import io.ydbtopic.proto.auth.v1.AuthServiceGrpc;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All calls of one client: which node, which channel, which token, which headers. It
 * promises that opening returns at once, that each call ends, and that {@link #close}
 * leaves neither a call nor a channel behind. The trap: a closed transport can't be
 * opened again. Thread-safe.
 */
public final class GrpcTransport implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GrpcTransport.class);

	/** For calls to end by themselves, and then by force. */
	private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

	private final String id;

	private final ClientRuntime runtime;

	private final SerialLoop loop;

	private final CallHeaders headers;

	private final TokenProvider provider;

	private final TokenSource tokens;

	/** Whether credentials may go to this machine alone, because nothing is encrypted. */
	private final boolean localOnly;

	private final ChannelPool channels;

	private final EndpointPool endpoints;

	private final Discovery discovery;

	/** Calls that have begun and whose wire has not ended. */
	private final AtomicInteger active = new AtomicInteger();

	private final AtomicLong unaryCalls = new AtomicLong();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Makes a transport over the network and begins to look for nodes.
	 * @param clientId name in logs
	 * @throws IllegalArgumentException if the certificates of the settings can't be read
	 */
	public GrpcTransport(TopicClientSettings settings, ClientRuntime runtime, String clientId) {
		this(settings, runtime, clientId, channelsFor(settings));
	}

	/**
	 * Makes a transport and begins to look for nodes.
	 * @param clientId name in logs
	 * @param factory makes the channels to nodes
	 */
	public GrpcTransport(TopicClientSettings settings, ClientRuntime runtime, String clientId, ChannelFactory factory) {
		ConnectionString target = settings.connectionString();
		Endpoint seed = new Endpoint(target.host(), target.port(), "");
		this.id = clientId;
		this.runtime = runtime;
		this.loop = runtime.newLoop(clientId + "/transport");
		this.headers = new CallHeaders(settings);
		this.localOnly = !target.secure() && !target.inProcess() && !settings.allowPlaintextCredentials()
				&& settings.tokens() != TokenProvider.anonymous();
		this.provider = providerFor(settings.tokens(), seed);
		this.tokens = new TokenSource(clientId, this.provider, runtime, this.loop);
		this.channels = new ChannelPool(this.loop, factory);
		boolean discovering = settings.discovery() && !target.inProcess();
		this.discovery = new Discovery(target, settings.nodePreference(),
				(via) -> new UnaryCall<>(DiscoveryServiceGrpc.getListEndpointsMethod(),
						new Site(() -> leaseOf(via), true), this.loop, nextTraceId()));
		this.endpoints = new EndpointPool(clientId, seed, discovering ? this.discovery : null,
				settings.discoveryInterval(), runtime, this.loop, (known) -> keepChannels(seed, known));
		this.loop.execute(() -> {
			keepChannels(seed, List.of());
			this.endpoints.start();
		});
	}

	/**
	 * Where channels come from by the settings.
	 * @throws IllegalArgumentException if the certificates of the settings can't be read
	 */
	public static ChannelFactory channelsFor(TopicClientSettings settings) {
		return settings.connectionString().inProcess() ? new InProcessChannels() : new NettyChannels(settings);
	}

	private TokenProvider providerFor(TokenProvider given, Endpoint seed) {
		return (given instanceof StaticLogin login)
				? new LoginTokens(this.id, login, (request) -> logIn(seed, request), this.runtime) : given;
	}

	/** Asks any node that is known; the seed before one is, because discovery waits. */
	private CompletableFuture<LoginResponse> logIn(Endpoint seed, LoginRequest request) {
		Supplier<CompletableFuture<Lease>> route = () -> this.endpoints.isKnown() ? lease() : leaseOf(seed);
		return new UnaryCall<>(AuthServiceGrpc.getLoginMethod(), new Site(route, false), this.loop, nextTraceId())
			.start(request, LoginTokens.TIME_LIMIT);
	}

	/**
	 * Where the tokens of this transport's calls come from; streams that are open renew
	 * theirs from it.
	 */
	public TokenProvider tokens() {
		return this.provider;
	}

	private void keepChannels(Endpoint seed, List<Endpoint> known) {
		List<Endpoint> kept = new ArrayList<>(known);
		// It is asked for nodes again and again.
		kept.add(seed);
		this.channels.keep(kept);
	}

	/** Opens streams of one method, at whatever node is good. */
	public <Q, R> StreamTransport<Q, R> stream(MethodDescriptor<Q, R> method) {
		return stream(method, this::lease);
	}

	/**
	 * Opens streams of one method at one node. They fail with a retriable error when
	 * discovery does not know the node, or when it is avoided because a call to it
	 * failed.
	 * @param nodeId the node's id in discovery
	 */
	public <Q, R> StreamTransport<Q, R> streamAt(MethodDescriptor<Q, R> method, int nodeId) {
		return stream(method, () -> leaseAt(nodeId));
	}

	private <Q, R> StreamTransport<Q, R> stream(MethodDescriptor<Q, R> method,
			Supplier<CompletableFuture<Lease>> route) {
		return (streamLoop, traceId, listener) -> {
			GrpcCall<Q, R> call = new GrpcCall<>(method, new Site(route, true), streamLoop, traceId, listener);
			call.start();
			return call;
		};
	}

	/**
	 * Sends one request.
	 * @param timeout most time for all of it
	 * @return the answer, on a loop: do not block there; fails with a
	 * {@link io.ydbtopic.client.error.TopicException}
	 */
	public <Q, R> CompletableFuture<R> unary(MethodDescriptor<Q, R> method, Q request, Duration timeout) {
		return new UnaryCall<>(method, new Site(this::lease, true), this.loop, nextTraceId()).start(request, timeout);
	}

	/**
	 * Sends one request to one node.
	 * @param nodeId the node's id in discovery; any node is asked when there is no
	 * discovery
	 * @return as {@link #unary}
	 */
	public <Q, R> CompletableFuture<R> unaryAt(MethodDescriptor<Q, R> method, int nodeId, Q request, Duration timeout) {
		return new UnaryCall<>(method, new Site(() -> leaseAt(nodeId), true), this.loop, nextTraceId()).start(request,
				timeout);
	}

	private String nextTraceId() {
		return this.id + "/u" + this.unaryCalls.incrementAndGet();
	}

	private CompletableFuture<Lease> lease() {
		CompletableFuture<Lease> lease = new CompletableFuture<>();
		this.loop.execute(() -> this.endpoints.choose().whenComplete((endpoint, error) -> {
			if (endpoint != null) {
				lend(endpoint, lease);
			}
			else {
				lease.completeExceptionally((error != null) ? error : closedError());
			}
		}));
		return lease;
	}

	private CompletableFuture<Lease> leaseAt(int nodeId) {
		if (!this.discovery.hasAnswered()) {
			// The only node that is known is the right one, or the first answer is
			// awaited.
			return lease();
		}
		CompletableFuture<Lease> lease = new CompletableFuture<>();
		this.loop.execute(() -> {
			Endpoint endpoint = this.discovery.node(nodeId);
			if (endpoint == null || this.endpoints.isAvoided(endpoint)) {
				lease.completeExceptionally(new TopicException(
						this.id + ": node " + nodeId
								+ ((endpoint == null) ? " is not known to discovery"
										: " at " + endpoint + " is avoided"),
						StatusCode.UNAVAILABLE, RetryVerdict.RETRY_FAST));
			}
			else {
				lend(endpoint, lease);
			}
		});
		return lease;
	}

	private CompletableFuture<Lease> leaseOf(Endpoint endpoint) {
		CompletableFuture<Lease> lease = new CompletableFuture<>();
		this.loop.execute(() -> lend(endpoint, lease));
		return lease;
	}

	private void lend(Endpoint endpoint, CompletableFuture<Lease> lease) {
		this.loop.assertInLoop();
		if (this.closed.get()) {
			lease.completeExceptionally(closedError());
			return;
		}
		if (this.localOnly && !Loopback.is(endpoint.host())) {
			lease.completeExceptionally(new TopicException(
					this.id + ": credentials would go unencrypted to node " + endpoint + ", which discovery named"
							+ " (expected: grpcs:// in the connection string; or discovery switched off; or, where the"
							+ " network is trusted, TopicClientSettings.Builder.allowPlaintextCredentials(true), in"
							+ " Spring ydb.topic.allow-plaintext-credentials=true)",
					StatusCode.CLIENT_INSECURE, RetryVerdict.FATAL));
			return;
		}
		try {
			lease.complete(this.channels.lend(endpoint));
		}
		catch (RuntimeException ex) {
			// An address that can't be one: others may be better.
			this.endpoints.failed(endpoint);
			lease.completeExceptionally(ex);
		}
	}

	private TopicClosedException closedError() {
		return new TopicClosedException(this.id + " is closed");
	}

	/** Calls that have begun and not ended, those of the discovery included. */
	public int activeCalls() {
		return this.active.get();
	}

	/**
	 * Ends all calls and channels; blocks shortly. Harmless when repeated.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		CompletableFuture<List<ManagedChannel>> ending = new CompletableFuture<>();
		this.loop.execute(() -> {
			this.endpoints.close();
			this.tokens.close();
			ending.complete(this.channels.shutDownAll());
		});
		try {
			ChannelPool.awaitEnd(this.runtime.await(ending, CLOSE_TIME), CLOSE_TIME);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			ending.thenAccept((left) -> left.forEach(ManagedChannel::shutdownNow));
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("{}: the channels are closed later", this.id, ex);
			ending.thenAccept((left) -> left.forEach(ManagedChannel::shutdownNow));
		}
	}

	@Override
	public String toString() {
		return this.id + "/transport";
	}

	/** How calls see this transport. */
	private final class Site implements CallSite {

		private final Supplier<CompletableFuture<Lease>> route;

		/** Whether calls carry a token; one that asks for a token can't. */
		private final boolean identified;

		Site(Supplier<CompletableFuture<Lease>> route, boolean identified) {
			this.route = route;
			this.identified = identified;
		}

		@Override
		public CompletableFuture<Token> token() {
			return this.identified ? GrpcTransport.this.tokens.token() : CompletableFuture.completedFuture(Token.NONE);
		}

		@Override
		public CompletableFuture<Lease> lease() {
			return this.route.get();
		}

		@Override
		public Metadata headers(Token token, String traceId) {
			return GrpcTransport.this.headers.of(token, traceId);
		}

		@Override
		public void begun() {
			GrpcTransport.this.active.incrementAndGet();
		}

		@Override
		public void over() {
			GrpcTransport.this.active.decrementAndGet();
		}

		@Override
		public void answered(Endpoint endpoint) {
			GrpcTransport.this.loop.execute(() -> GrpcTransport.this.endpoints.succeeded(endpoint));
		}

		@Override
		public void lost(Endpoint endpoint) {
			GrpcTransport.this.loop.execute(() -> GrpcTransport.this.endpoints.failed(endpoint));
		}

		@Override
		public void refused(Token token) {
			GrpcTransport.this.tokens.refused(token);
		}

		@Override
		public long nanoTime() {
			return GrpcTransport.this.runtime.nanoTime();
		}

		@Override
		public boolean isClosed() {
			return GrpcTransport.this.closed.get();
		}

	}

}
