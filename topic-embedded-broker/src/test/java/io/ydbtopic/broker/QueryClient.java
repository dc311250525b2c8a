package io.ydbtopic.broker;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.query.AttachSessionRequest;
import io.ydbtopic.proto.query.BeginTransactionRequest;
import io.ydbtopic.proto.query.BeginTransactionResponse;
import io.ydbtopic.proto.query.CommitTransactionRequest;
import io.ydbtopic.proto.query.CommitTransactionResponse;
import io.ydbtopic.proto.query.CreateSessionRequest;
import io.ydbtopic.proto.query.CreateSessionResponse;
import io.ydbtopic.proto.query.DeleteSessionRequest;
import io.ydbtopic.proto.query.ExecMode;
import io.ydbtopic.proto.query.ExecuteQueryRequest;
import io.ydbtopic.proto.query.ExecuteQueryResponsePart;
import io.ydbtopic.proto.query.QueryContent;
import io.ydbtopic.proto.query.RollbackTransactionRequest;
import io.ydbtopic.proto.query.SerializableModeSettings;
import io.ydbtopic.proto.query.SessionState;
import io.ydbtopic.proto.query.Syntax;
import io.ydbtopic.proto.query.TransactionControl;
import io.ydbtopic.proto.query.TransactionSettings;
import io.ydbtopic.proto.query.v1.QueryServiceGrpc;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.TransactionIdentity;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A query session of a test, through raw stubs. For one thread.
 */
final class QueryClient {

	static final TransactionSettings SERIALIZABLE = TransactionSettings.newBuilder()
		.setSerializableReadWrite(SerializableModeSettings.getDefaultInstance())
		.build();

	private final Channel channel;

	private final CreateSessionResponse session;

	private TestStream<AttachSessionRequest, SessionState> attached;

	QueryClient(Channel channel) {
		this.channel = channel;
		this.session = stub().createSession(CreateSessionRequest.getDefaultInstance());
		assertThat(this.session.getStatus()).isEqualTo(StatusCode.SUCCESS);
	}

	QueryServiceGrpc.QueryServiceBlockingStub stub() {
		return QueryServiceGrpc.newBlockingStub(this.channel).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	static TestStream<AttachSessionRequest, SessionState> attach(Channel channel, String id) {
		return new TestStream<>((responses) -> {
			QueryServiceGrpc.newStub(channel)
				.attachSession(AttachSessionRequest.newBuilder().setSessionId(id).build(), responses);
			return new NoRequests<>();
		});
	}

	QueryClient attach() {
		this.attached = attach(this.channel, id());
		assertThat(this.attached.next().getStatus()).isEqualTo(StatusCode.SUCCESS);
		return this;
	}

	TestStream<AttachSessionRequest, SessionState> attached() {
		return this.attached;
	}

	String id() {
		return this.session.getSessionId();
	}

	long node() {
		return this.session.getNodeId();
	}

	String begin() {
		BeginTransactionResponse response = begin(id(), SERIALIZABLE);
		assertThat(response.getStatus()).as(response.toString()).isEqualTo(StatusCode.SUCCESS);
		return response.getTxMeta().getId();
	}

	BeginTransactionResponse begin(String sessionId, TransactionSettings settings) {
		return stub().beginTransaction(
				BeginTransactionRequest.newBuilder().setSessionId(sessionId).setTxSettings(settings).build());
	}

	CommitTransactionResponse commitFully(String tx) {
		return stub().commitTransaction(CommitTransactionRequest.newBuilder().setSessionId(id()).setTxId(tx).build());
	}

	StatusCode commit(String tx) {
		return commitFully(tx).getStatus();
	}

	/** Sends the commit and does not wait for its answer. */
	TestStream<CommitTransactionRequest, CommitTransactionResponse> commitLater(String tx) {
		return new TestStream<>((responses) -> {
			QueryServiceGrpc.newStub(this.channel)
				.commitTransaction(CommitTransactionRequest.newBuilder().setSessionId(id()).setTxId(tx).build(),
						responses);
			return new NoRequests<>();
		});
	}

	StatusCode rollback(String tx) {
		return stub()
			.rollbackTransaction(RollbackTransactionRequest.newBuilder().setSessionId(id()).setTxId(tx).build())
			.getStatus();
	}

	StatusCode delete() {
		return stub().deleteSession(DeleteSessionRequest.newBuilder().setSessionId(id()).build()).getStatus();
	}

	ExecuteQueryRequest.Builder query(String text) {
		return ExecuteQueryRequest.newBuilder()
			.setSessionId(id())
			.setExecMode(ExecMode.EXEC_MODE_EXECUTE)
			.setQueryContent(QueryContent.newBuilder().setSyntax(Syntax.SYNTAX_YQL_V1).setText(text));
	}

	ExecuteQueryResponsePart execute(ExecuteQueryRequest.Builder request) {
		List<ExecuteQueryResponsePart> parts = new ArrayList<>();
		Iterator<ExecuteQueryResponsePart> received = stub().executeQuery(request.build());
		received.forEachRemaining(parts::add);
		assertThat(parts).hasSize(1);
		return parts.get(0);
	}

	ExecuteQueryResponsePart execute(String text) {
		return execute(query(text));
	}

	static TransactionControl inTx(String tx) {
		return TransactionControl.newBuilder().setTxId(tx).build();
	}

	TransactionIdentity identity(String tx) {
		return TransactionIdentity.newBuilder().setSession(id()).setId(tx).build();
	}

	static UpdateOffsetsInTransactionRequest.Builder offsets(TransactionIdentity tx, String consumer, String path,
			long partition, long... bounds) {
		UpdateOffsetsInTransactionRequest.Builder request = UpdateOffsetsInTransactionRequest.newBuilder()
			.setTx(tx)
			.setConsumer(consumer);
		UpdateOffsetsInTransactionRequest.TopicOffsets.PartitionOffsets.Builder ranges = request.addTopicsBuilder()
			.setPath(path)
			.addPartitionsBuilder()
			.setPartitionId(partition);
		for (int i = 0; i < bounds.length; i += 2) {
			ranges.addPartitionOffsets(OffsetsRange.newBuilder().setStart(bounds[i]).setEnd(bounds[i + 1]));
		}
		return request;
	}

	StatusCode read(UpdateOffsetsInTransactionRequest.Builder request) {
		return TopicServiceGrpc.newBlockingStub(this.channel)
			.withDeadlineAfter(10, TimeUnit.SECONDS)
			.updateOffsetsInTransaction(request.build())
			.getOperation()
			.getStatus();
	}

	private static final class NoRequests<Q> implements StreamObserver<Q> {

		@Override
		public void onNext(Q request) {
			throw new IllegalStateException("The one request was sent");
		}

		@Override
		public void onError(Throwable error) {
			throw new IllegalStateException(error);
		}

		@Override
		public void onCompleted() {
			throw new IllegalStateException("The one request was sent");
		}

	}

}
