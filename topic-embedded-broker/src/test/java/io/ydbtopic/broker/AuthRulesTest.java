package io.ydbtopic.broker;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import io.grpc.ClientInterceptors;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.discovery.ListEndpointsRequest;
import io.ydbtopic.proto.discovery.WhoAmIRequest;
import io.ydbtopic.proto.discovery.v1.DiscoveryServiceGrpc;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.query.CreateSessionRequest;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;
import io.ydbtopic.proto.scheme.DescribePathRequest;
import io.ydbtopic.proto.scheme.ListDirectoryRequest;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateTokenRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc.TopicServiceBlockingStub;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tokens and rights: what is told to whom, and in which form ({@code A2}, {@code W27},
 * {@code W30}, {@code R1.3}, {@code R1.7}, {@code R34}).
 */
class AuthRulesTest {

	private static final String ANN = "token-of-ann";

	private static final String BOB = "token-of-bob";

	@RegisterExtension
	final TestBroker test = new TestBroker(
			(options) -> options.topic("orders:1:billing").requireToken(true).token(ANN).token(BOB));

	/** A unary call about topics or directories. */
	private interface Call extends Function<TestBroker, Function<String, Operation>> {

	}

	private static Named<Call> topic(String name, Function<TopicServiceBlockingStub, Operation> call) {
		return Named.of(name,
				(broker) -> (token) -> call.apply(broker.topics().withInterceptors(TestBroker.token(token))));
	}

	private static Named<Call> scheme(String name,
			Function<SchemeServiceGrpc.SchemeServiceBlockingStub, Operation> call) {
		return Named.of(name, (broker) -> (token) -> call
			.apply(SchemeServiceGrpc.newBlockingStub(broker.channel()).withInterceptors(TestBroker.token(token))));
	}

	private static final Named<Call> DESCRIBE_TOPIC = topic("DescribeTopic",
			(stub) -> stub.describeTopic(DescribeTopicRequest.newBuilder().setPath("orders").build()).getOperation());

	private static final Named<Call> DESCRIBE_CONSUMER = topic("DescribeConsumer",
			(stub) -> stub
				.describeConsumer(DescribeConsumerRequest.newBuilder().setPath("orders").setConsumer("billing").build())
				.getOperation());

	private static final Named<Call> DESCRIBE_PARTITION = topic("DescribePartition",
			(stub) -> stub.describePartition(DescribePartitionRequest.newBuilder().setPath("orders").build())
				.getOperation());

	private static final Named<Call> CREATE = topic("CreateTopic",
			(stub) -> stub.createTopic(CreateTopicRequest.newBuilder().setPath("orders").build()).getOperation());

	private static final Named<Call> ALTER = topic("AlterTopic",
			(stub) -> stub.alterTopic(AlterTopicRequest.newBuilder().setPath("orders").build()).getOperation());

	private static final Named<Call> DROP = topic("DropTopic",
			(stub) -> stub.dropTopic(DropTopicRequest.newBuilder().setPath("orders").build()).getOperation());

	private static final Named<Call> COMMIT = topic("CommitOffset",
			(stub) -> stub
				.commitOffset(CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").build())
				.getOperation());

	private static final Named<Call> MAKE_DIRECTORY = scheme("MakeDirectory",
			(stub) -> stub.makeDirectory(MakeDirectoryRequest.newBuilder().setPath("orders/sub").build())
				.getOperation());

	private static final Named<Call> DESCRIBE_PATH = scheme("DescribePath",
			(stub) -> stub.describePath(DescribePathRequest.newBuilder().setPath("orders").build()).getOperation());

	static Stream<Named<Call>> unaryCalls() {
		return Stream.of(DESCRIBE_TOPIC, DESCRIBE_CONSUMER, DESCRIBE_PARTITION, CREATE, ALTER, DROP, COMMIT,
				MAKE_DIRECTORY, DESCRIBE_PATH,
				topic("UpdateOffsetsInTransaction",
						(stub) -> stub
							.updateOffsetsInTransaction(UpdateOffsetsInTransactionRequest.getDefaultInstance())
							.getOperation()),
				scheme("ListDirectory",
						(stub) -> stub.listDirectory(ListDirectoryRequest.newBuilder().setPath("/local").build())
							.getOperation()));
	}

	static Stream<Named<Call>> callsThatChange() {
		return Stream.of(CREATE, ALTER, DROP, MAKE_DIRECTORY);
	}

	static Stream<Named<Call>> callsThatDescribe() {
		return Stream.of(DESCRIBE_TOPIC, DESCRIBE_CONSUMER, DESCRIBE_PATH);
	}

	private Operation call(Call call, String token) {
		return call.apply(this.test).apply(token);
	}

	private static void assertEndsWith(Status.Code code, ThrowingCallable call) {
		assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(call)
			.satisfies((ex) -> assertThat(ex.getStatus().getCode()).isEqualTo(code));
	}

	private static void assertRefused(Operation operation, StatusCode status) {
		assertThat(operation.getStatus()).as(operation.toString()).isEqualTo(status);
		assertThat(operation.getReady()).isTrue();
		assertThat(operation.hasResult()).isFalse();
		assertThat(operation.getIssuesCount()).isEqualTo(1);
		assertThat(operation.getIssues(0).getIssueCode()).isEqualTo(500018);
		assertThat(operation.getIssues(0).getSeverity()).isEqualTo(1);
	}

	private static void assertUnauthorized(StreamWriteMessage.FromServer fatal) {
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.UNAUTHORIZED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500018);
	}

	private static void assertUnauthorized(StreamReadMessage.FromServer fatal) {
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.UNAUTHORIZED);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500018);
	}

	private WriteStream writer(String token) {
		WriteStream writer = this.test.writer(token);
		writer.init("orders", "p");
		return writer;
	}

	private ReadStream reader(String token) {
		ReadStream reader = this.test.reader(token);
		reader.init("orders", "billing");
		return reader;
	}

	private WriteStream refusedWriter(String token) {
		WriteStream writer = this.test.writer(token);
		writer.initOnly(StreamWriteMessage.InitRequest.newBuilder().setPath("orders"));
		return writer;
	}

	private ReadStream refusedReader(String token) {
		ReadStream reader = this.test.reader(token);
		reader.initOnly(ReadStream.request("orders", "billing"));
		return reader;
	}

	private static StreamWriteMessage.FromClient writeToken(String token) {
		return StreamWriteMessage.FromClient.newBuilder()
			.setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken(token))
			.build();
	}

	private static StreamReadMessage.FromClient readToken(String token) {
		return StreamReadMessage.FromClient.newBuilder()
			.setUpdateTokenRequest(UpdateTokenRequest.newBuilder().setToken(token))
			.build();
	}

	@ParameterizedTest
	@MethodSource("unaryCalls")
	void aUnaryCallWithoutATokenIsToldInItsOperation(Call call) {
		assertRefused(call(call, ""), StatusCode.UNAUTHORIZED);
	}

	@ParameterizedTest
	@MethodSource("unaryCalls")
	void aBadTokenEndsAUnaryCall(Call call) {
		assertEndsWith(Status.Code.UNAUTHENTICATED, () -> call(call, "bad"));
	}

	@ParameterizedTest
	@MethodSource("unaryCalls")
	void aTokenThatCannotBeCheckedEndsAUnaryCall(Call call) {
		this.test.broker().faults().doubtTokens(true);
		assertEndsWith(Status.Code.UNAVAILABLE, () -> call(call, ANN));
		assertThat(this.test.broker().faults().count(FaultKind.DOUBT_TOKEN)).isEqualTo(1);
	}

	@Test
	void streamsWithoutATokenAreToldInTheirOwnForms() {
		WriteStream writer = refusedWriter("");
		assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertUnauthorized(refusedReader("").awaitFatal());
	}

	@Test
	void aReaderWithoutATokenIsToldFirstWhatIsWrongWithItsRequest() {
		ReadStream reader = this.test.reader("");
		reader.initOnly(StreamReadMessage.InitRequest.newBuilder().setConsumer("billing"));
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream lost = this.test.reader("");
		lost.initOnly(ReadStream.request("missing", "billing"));
		assertUnauthorized(lost.awaitFatal());
	}

	@Test
	void aBadTokenEndsStreams() {
		assertThat(refusedWriter("bad").awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		assertThat(refusedReader("bad").awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
	}

	@Test
	void aTokenThatCannotBeCheckedEndsStreams() {
		this.test.broker().faults().doubtTokens(true);
		assertThat(refusedWriter(ANN).awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
		assertThat(refusedReader(ANN).awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void discoveryAndQueriesWithoutATokenAreUnauthenticated() {
		assertEndsWith(Status.Code.UNAUTHENTICATED, () -> DiscoveryServiceGrpc.newBlockingStub(this.test.channel())
			.whoAmI(WhoAmIRequest.getDefaultInstance()));
		assertEndsWith(Status.Code.UNAUTHENTICATED, () -> DiscoveryServiceGrpc.newBlockingStub(this.test.channel())
			.listEndpoints(ListEndpointsRequest.getDefaultInstance()));
		assertEndsWith(Status.Code.UNAUTHENTICATED, () -> QueryServiceGrpc.newBlockingStub(this.test.channel())
			.createSession(CreateSessionRequest.getDefaultInstance()));
	}

	@ParameterizedTest
	@MethodSource("callsThatChange")
	void whoMayNotAlterIsUnauthorized(Call call) {
		this.test.broker().access().deny(ANN, "orders", Right.ALTER);
		assertRefused(call(call, ANN), StatusCode.UNAUTHORIZED);
		assertThat(call(DESCRIBE_TOPIC.getPayload(), ANN).getStatus()).isEqualTo(StatusCode.SUCCESS);
		assertThat(call(ALTER.getPayload(), BOB).getStatus()).isEqualTo(StatusCode.SUCCESS);
	}

	@ParameterizedTest
	@MethodSource("callsThatDescribe")
	void whoMayNotDescribeIsNotToldThatThereIsSomething(Call call) {
		this.test.broker().access().deny(AccessRules.ANYBODY, "orders", Right.DESCRIBE);
		assertRefused(call(call, ANN), StatusCode.SCHEME_ERROR);
		this.test.broker().access().allow(AccessRules.ANYBODY, "orders", Right.DESCRIBE);
		assertThat(call(call, ANN).getStatus()).isEqualTo(StatusCode.SUCCESS);
	}

	@Test
	void aPartitionIsDescribedToWriters() {
		this.test.broker().access().deny(ANN, "orders", Right.DESCRIBE);
		assertThat(call(DESCRIBE_PARTITION.getPayload(), ANN).getStatus()).isEqualTo(StatusCode.SUCCESS);
		this.test.broker().access().deny(ANN, "orders", Right.WRITE);
		assertRefused(call(DESCRIBE_PARTITION.getPayload(), ANN), StatusCode.SCHEME_ERROR);
	}

	@Test
	void whoMayNotWriteIsUnauthorized() {
		this.test.broker().access().deny(ANN, "orders", Right.WRITE);
		assertUnauthorized(refusedWriter(ANN).awaitFatal());
		writer(BOB).write(1);
		reader(ANN);
	}

	@Test
	void whoMayNotSeeATopicWritesToNone() {
		this.test.broker().access().deny(ANN, "orders", Right.DESCRIBE);
		StreamWriteMessage.FromServer fatal = refusedWriter(ANN).awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500017);
	}

	@Test
	void whoMayNotReadATopicOrForAConsumerIsUnauthorized() {
		for (String path : List.of("orders", "orders/billing")) {
			this.test.broker().access().deny(ANN, path, Right.READ);
			assertUnauthorized(refusedReader(ANN).awaitFatal());
			assertRefused(call(COMMIT.getPayload(), ANN), StatusCode.UNAUTHORIZED);
			reader(BOB);
			this.test.broker().access().allow(ANN, path, Right.READ);
		}
		reader(ANN);
	}

	@Test
	void whoMayNotReadCommitsNothingInATransaction() {
		QueryClient client = new QueryClient(ClientInterceptors.intercept(this.test.channel(), TestBroker.token(ANN)))
			.attach();
		String tx = client.begin();
		this.test.broker().access().deny(ANN, "orders", Right.READ);
		assertThat(client.read(QueryClient.offsets(client.identity(tx), "billing", "orders", 0, 0, 1)))
			.isEqualTo(StatusCode.UNAUTHORIZED);
		client.attached().close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "CREATE TOPIC `orders`", "ALTER TOPIC `orders` ADD CONSUMER c", "DROP TOPIC `orders`" })
	void whoMayNotAlterMayNotDoItByAStatement(String statement) {
		QueryClient client = new QueryClient(ClientInterceptors.intercept(this.test.channel(), TestBroker.token(ANN)))
			.attach();
		this.test.broker().access().deny(ANN, "orders", Right.ALTER);
		ExecuteQueryResponsePart refused = client.execute(statement);
		assertThat(refused.getStatus()).isEqualTo(StatusCode.UNAUTHORIZED);
		assertThat(refused.getIssues(0).getIssueCode()).isEqualTo(500018);
		assertThat(this.test.broker().endOffset("orders", 0)).isZero();
		this.test.broker().access().allow(ANN, "orders", Right.ALTER);
		assertThat(client.execute("DROP TOPIC `orders`").getStatus()).isEqualTo(StatusCode.SUCCESS);
		client.attached().close();
	}

	@Test
	void whoMayNotConnectToTheDatabaseIsUnauthorizedEverywhere() {
		this.test.broker().access().deny(ANN, "/local", Right.CONNECT);
		unaryCalls().filter((call) -> !call.getName().startsWith("UpdateOffsets"))
			.forEach((call) -> assertRefused(call(call.getPayload(), ANN), StatusCode.UNAUTHORIZED));
		assertUnauthorized(refusedWriter(ANN).awaitFatal());
		assertUnauthorized(refusedReader(ANN).awaitFatal());
		writer(BOB);
	}

	@Test
	void aRightThatIsTakenAwayEndsOpenStreams() {
		WriteStream writer = writer(ANN);
		ReadStream reader = reader(ANN);
		WriteStream other = this.test.writer(BOB);
		other.init("orders", "q");
		this.test.broker().access().deny(ANN, "orders", Right.WRITE);
		assertUnauthorized(writer.awaitFatal());
		assertThat(reader.isOpen()).isTrue();
		this.test.broker().access().deny(ANN, "orders", Right.READ);
		assertUnauthorized(reader.awaitFatal());
		assertThat(WriteStream.offsets(other.write(1))).containsExactly(0L);
	}

	@Test
	void aNewTokenIsAnsweredAndItsRightsAreChecked() {
		WriteStream writer = writer(ANN);
		writer.send(writeToken(ANN));
		assertThat(writer.next().hasUpdateTokenResponse()).isTrue();
		writer.send(writeToken(BOB));
		assertThat(writer.next().hasUpdateTokenResponse()).isTrue();
		this.test.broker().access().deny(ANN, "orders", Right.WRITE);
		writer.write(1);
		writer.send(writeToken(ANN));
		assertUnauthorized(writer.awaitFatal());

		ReadStream reader = reader(ANN);
		reader.send(readToken(BOB));
		assertThat(reader.next(StreamReadMessage.FromServer::hasUpdateTokenResponse).getStatus())
			.isEqualTo(StatusCode.SUCCESS);
		this.test.broker().access().deny(ANN, "orders", Right.READ);
		reader.send(readToken(ANN));
		assertUnauthorized(reader.awaitFatal());
	}

	@Test
	void aBadNewTokenEndsTheStream() {
		for (String bad : List.of("bad", "")) {
			WriteStream writer = writer(ANN);
			writer.send(writeToken(bad));
			assertThat(writer.awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
		}
		ReadStream reader = reader(ANN);
		reader.awaitStart();
		reader.send(readToken(""));
		reader.assertSilent();
		reader.send(readToken("bad"));
		assertThat(reader.awaitEnd().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
	}

	@Test
	void aNewTokenThatCannotBeCheckedEndsTheStream() {
		WriteStream writer = writer(ANN);
		ReadStream reader = reader(ANN);
		this.test.broker().faults().doubtTokens(true);
		writer.send(writeToken(BOB));
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		reader.send(readToken(BOB));
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
	}

	@Test
	void aTokenBeforeTheInitRequestIsRefused() {
		WriteStream writer = this.test.writer(ANN);
		writer.send(writeToken(BOB));
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		ReadStream reader = this.test.reader(ANN);
		reader.send(readToken(BOB));
		assertThat(reader.awaitFatal().getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
	}

	@Test
	void acksAreSentAroundATokenUpdate() {
		WriteStream writer = writer(ANN);
		writer.writeOnly(1);
		writer.send(writeToken(BOB));
		writer.writeOnly(2);
		int acks = 0;
		int tokens = 0;
		while (acks < 2 || tokens < 1) {
			StreamWriteMessage.FromServer message = writer.next();
			acks += message.getWriteResponse().getAcksCount();
			tokens += message.hasUpdateTokenResponse() ? 1 : 0;
		}
		assertThat(tokens).isEqualTo(1);
	}

}
