package io.ydbtopic.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.log.SlowStore;
import io.ydbtopic.broker.runtime.SkewedClock;
import io.ydbtopic.broker.runtime.ThreadedRuntime;
import io.ydbtopic.broker.service.AdvertisedAddress;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.RemoveDirectoryRequest;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.table.CreateSessionRequest;
import io.ydbtopic.proto.table.CreateSessionResult;
import io.ydbtopic.proto.table.ExecuteSchemeQueryRequest;
import io.ydbtopic.proto.table.v1.TableServiceGrpc;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever changes something is answered when the store has kept it, by whichever call it
 * came.
 */
class AnswersWaitForTheStoreTest {

	private static final String NAME = "slow-store";

	private final SlowStore store = new SlowStore();

	private final SkewedClock clock = new SkewedClock(ThreadedRuntime.systemClock());

	private final ThreadedRuntime runtime = new ThreadedRuntime(NAME, this.clock);

	private final Map<String, CompletableFuture<StatusCode>> answers = new LinkedHashMap<>();

	private Server server;

	private ManagedChannel channel;

	@BeforeEach
	void open() throws IOException {
		BrokerCore core = new BrokerCore(BrokerOptions.defaults(), this.runtime, this.clock, this.store);
		InProcessServerBuilder builder = InProcessServerBuilder.forName(NAME).directExecutor();
		core.services(List.of(new AdvertisedAddress("", NAME, () -> 0)), 1).forEach(builder::addService);
		this.server = builder.build().start();
		this.channel = InProcessChannelBuilder.forName(NAME).directExecutor().build();
		for (String topic : List.of("altered", "dropped", "altered-by-query", "dropped-by-query", "committed")) {
			CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath(topic);
			request.addConsumersBuilder().setName("billing");
			core.catalogue().create(request.build());
		}
		core.catalogue().makeDirectory("removed");
		this.store.keepAll();
	}

	@AfterEach
	void close() throws InterruptedException {
		this.channel.shutdownNow();
		this.server.shutdownNow();
		this.server.awaitTermination(5, TimeUnit.SECONDS);
		this.runtime.close();
	}

	/** Takes the one answer of a call. */
	private <R> StreamObserver<R> answer(String what, Function<R, StatusCode> status) {
		CompletableFuture<StatusCode> answered = new CompletableFuture<>();
		this.answers.put(what, answered);
		return new StreamObserver<>() {

			@Override
			public void onNext(R response) {
				answered.complete(status.apply(response));
			}

			@Override
			public void onError(Throwable failure) {
				answered.completeExceptionally(failure);
			}

			@Override
			public void onCompleted() {
				// The answer came before.
			}

		};
	}

	private void query(QueryClient client, String text) {
		QueryServiceGrpc.newStub(this.channel)
			.executeQuery(client.query(text).build(), answer(text, ExecuteQueryResponsePart::getStatus));
	}

	@Test
	void untilTheStoreHasKeptItNothingIsAnswered() throws Exception {
		String table = TestBroker
			.result(TableServiceGrpc.newBlockingStub(this.channel)
				.createSession(CreateSessionRequest.getDefaultInstance())
				.getOperation(), CreateSessionResult.class)
			.getSessionId();
		TopicServiceGrpc.TopicServiceStub topics = TopicServiceGrpc.newStub(this.channel);
		topics.createTopic(CreateTopicRequest.newBuilder().setPath("created").build(),
				answer("create", (response) -> response.getOperation().getStatus()));
		topics.alterTopic(AlterTopicRequest.newBuilder().setPath("altered").build(),
				answer("alter", (response) -> response.getOperation().getStatus()));
		topics.dropTopic(DropTopicRequest.newBuilder().setPath("dropped").build(),
				answer("drop", (response) -> response.getOperation().getStatus()));
		topics.commitOffset(CommitOffsetRequest.newBuilder().setPath("committed").setConsumer("billing").build(),
				answer("commit", (response) -> response.getOperation().getStatus()));
		SchemeServiceGrpc.SchemeServiceStub directories = SchemeServiceGrpc.newStub(this.channel);
		directories.makeDirectory(MakeDirectoryRequest.newBuilder().setPath("made").build(),
				answer("make a directory", (response) -> response.getOperation().getStatus()));
		directories.removeDirectory(RemoveDirectoryRequest.newBuilder().setPath("removed").build(),
				answer("remove a directory", (response) -> response.getOperation().getStatus()));
		TableServiceGrpc.newStub(this.channel)
			.executeSchemeQuery(ExecuteSchemeQueryRequest.newBuilder()
				.setSessionId(table)
				.setYqlText("CREATE TOPIC `created-by-table-query`")
				.build(), answer("create by a table query", (response) -> response.getOperation().getStatus()));
		for (String statement : List.of("CREATE TOPIC `created-by-query`",
				"ALTER TOPIC `altered-by-query` ADD CONSUMER audit", "DROP TOPIC `dropped-by-query`")) {
			query(new QueryClient(this.channel), statement);
		}
		await().until(() -> this.store.waiting() >= this.answers.size());
		await().during(Duration.ofMillis(200))
			.until(() -> this.answers.values().stream().noneMatch(CompletableFuture::isDone));
		this.store.keepAll();
		for (Map.Entry<String, CompletableFuture<StatusCode>> answer : this.answers.entrySet()) {
			assertThat(answer.getValue().get(10, TimeUnit.SECONDS)).as(answer.getKey()).isEqualTo(StatusCode.SUCCESS);
		}
	}

	@Test
	void aSessionWhoseCommitIsBeingKeptIsBusyUntilThen() throws Exception {
		QueryClient client = new QueryClient(this.channel).attach();
		String tx = client.begin();
		int before = this.store.waiting();
		QueryServiceGrpc.newStub(this.channel)
			.commitTransaction(CommitTransactionRequest.newBuilder().setSessionId(client.id()).setTxId(tx).build(),
					answer("commit", CommitTransactionResponse::getStatus));
		await().until(() -> this.store.waiting() > before);
		assertThat(client.begin(client.id(), QueryClient.SERIALIZABLE).getStatus()).isEqualTo(StatusCode.SESSION_BUSY);
		assertThat(client.execute("SELECT 1").getStatus()).isEqualTo(StatusCode.SESSION_BUSY);
		this.store.keepAll();
		assertThat(this.answers.get("commit").get(10, TimeUnit.SECONDS)).isEqualTo(StatusCode.SUCCESS);
		assertThat(client.execute("SELECT 1").getStatus()).isEqualTo(StatusCode.SUCCESS);
	}

}
