package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.broker.fault.FaultScript;
import io.ydbtopic.broker.fault.FaultSubject;
import io.ydbtopic.broker.session.BrokerContext;
import io.ydbtopic.broker.session.ReadSession;
import io.ydbtopic.broker.session.WriteSession;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.Partition;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.broker.topic.TopicConsumer;
import io.ydbtopic.broker.tx.QuerySessions;
import io.ydbtopic.broker.variant.ServerVariant;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AlterTopicResponse;
import io.ydbtopic.proto.topic.AlterTopicResult;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CommitOffsetResponse;
import io.ydbtopic.proto.topic.CommitOffsetResult;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.CreateTopicResponse;
import io.ydbtopic.proto.topic.CreateTopicResult;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResponse;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribePartitionResponse;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResponse;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.DropTopicResult;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionRequest;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionResponse;
import io.ydbtopic.proto.topic.UpdateOffsetsInTransactionResult;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * The topic service: streams become sessions, unary calls go to the catalogue. Safe for
 * use by many threads.
 */
public final class TopicService extends TopicServiceGrpc.TopicServiceImplBase {

	private final BrokerContext context;

	private final CallerRights rights;

	private final TransactionOffsets transactionOffsets;

	private final int node;

	private final Catalogue catalogue;

	private final Operations operations;

	private final Descriptions descriptions;

	/**
	 * Serves a broker's topics.
	 * @param context what sessions share
	 * @param transactions the transactions that are open
	 * @param node the node that is asked here
	 * @param open where calls are listed that wait
	 * @param executor runs unary calls
	 */
	public TopicService(BrokerContext context, QuerySessions transactions, int node, OpenAnswers open,
			Executor executor) {
		this.node = node;
		this.rights = new CallerRights(context.tokens(), context.access(), context.catalogue().paths());
		this.transactionOffsets = new TransactionOffsets(context.catalogue(), this.rights, transactions, node);
		this.context = context;
		this.catalogue = context.catalogue();
		this.operations = new Operations(executor, open);
		this.descriptions = new Descriptions(context);
	}

	/**
	 * The service with its streams.
	 * @return what a gRPC server takes
	 */
	public ServerServiceDefinition definition() {
		ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(TopicServiceGrpc.SERVICE_NAME);
		for (ServerMethodDefinition<?, ?> method : bindService().getMethods()) {
			if (method.getMethodDescriptor().getType().clientSendsOneMessage()) {
				service.addMethod(method);
			}
		}
		service.addMethod(StreamHandler.method(TopicServiceGrpc.getStreamWriteMethod(), this.node,
				(out, caller) -> new WriteSession(this.context, out, caller)));
		service.addMethod(StreamHandler.method(TopicServiceGrpc.getStreamReadMethod(), this.node,
				(out, caller) -> new ReadSession(this.context, out, caller)));
		return service.build();
	}

	/** A fault may want a call to fail. */
	private void mayFail(String path, String consumer) {
		FaultScript faults = this.context.faults();
		if (!faults.anyArmed()) {
			return;
		}
		ArmedFault failure = faults.strike(FaultKind.FAIL_CALL,
				FaultSubject.call(this.catalogue.paths().absolute(path), consumer));
		if (failure != null && failure.reason() != null) {
			throw failure.reason();
		}
	}

	@Override
	public void createTopic(CreateTopicRequest request, StreamObserver<CreateTopicResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> CreateTopicResponse.newBuilder().setOperation(operation).build(),
				CreateTopicResult.getDefaultInstance(), (whenKept) -> {
					mayFail(request.getPath(), "");
					this.rights.require(request.getPath(), Right.ALTER);
					boolean made = this.catalogue.create(request);
					if (!made && this.context.variants().has(ServerVariant.CREATE_AGAIN_FAILS)) {
						throw new RejectedException(StatusCode.ALREADY_EXISTS, IssueCode.SCHEMA_ERROR.number(),
								"Topic '" + request.getPath() + "' exists already (alter it instead)");
					}
					this.catalogue.afterAll(whenKept);
				});
	}

	@Override
	public void alterTopic(AlterTopicRequest request, StreamObserver<AlterTopicResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> AlterTopicResponse.newBuilder().setOperation(operation).build(),
				AlterTopicResult.getDefaultInstance(), (whenKept) -> {
					mayFail(request.getPath(), "");
					this.rights.require(this.catalogue.get(request.getPath()).path(), Right.ALTER);
					this.catalogue.alter(request);
					this.catalogue.afterAll(whenKept);
				});
	}

	@Override
	public void dropTopic(DropTopicRequest request, StreamObserver<DropTopicResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> DropTopicResponse.newBuilder().setOperation(operation).build(),
				DropTopicResult.getDefaultInstance(), (whenKept) -> {
					mayFail(request.getPath(), "");
					this.rights.require(this.catalogue.get(request.getPath()).path(), Right.ALTER);
					this.catalogue.drop(request.getPath());
					this.catalogue.afterAll(whenKept);
				});
	}

	@Override
	public void describeTopic(DescribeTopicRequest request, StreamObserver<DescribeTopicResponse> observer) {
		this.operations.answer(observer,
				(operation) -> DescribeTopicResponse.newBuilder().setOperation(operation).build(), () -> {
					mayFail(request.getPath(), "");
					this.rights.requireToSee(request.getPath(), Right.DESCRIBE);
					return this.descriptions.topic(request);
				});
	}

	@Override
	public void describePartition(DescribePartitionRequest request,
			StreamObserver<DescribePartitionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> DescribePartitionResponse.newBuilder().setOperation(operation).build(), () -> {
					mayFail(request.getPath(), "");
					this.rights.requireToSee(request.getPath(), Right.DESCRIBE, Right.WRITE);
					return this.descriptions.partition(request);
				});
	}

	@Override
	public void describeConsumer(DescribeConsumerRequest request, StreamObserver<DescribeConsumerResponse> observer) {
		this.operations.answer(observer,
				(operation) -> DescribeConsumerResponse.newBuilder().setOperation(operation).build(), () -> {
					mayFail(request.getPath(), request.getConsumer());
					this.rights.requireToSee(request.getPath(), Right.DESCRIBE);
					return this.descriptions.consumer(request);
				});
	}

	@Override
	public void commitOffset(CommitOffsetRequest request, StreamObserver<CommitOffsetResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> CommitOffsetResponse.newBuilder().setOperation(operation).build(),
				CommitOffsetResult.getDefaultInstance(), (whenKept) -> {
					mayFail(request.getPath(), request.getConsumer());
					Topic topic = this.catalogue.get(request.getPath());
					TopicConsumer consumer = topic.consumer(request.getConsumer());
					if (consumer == null) {
						throw RejectedException
							.badRequest("Topic " + topic.path() + " has no consumer '" + request.getConsumer() + "'");
					}
					this.rights.require(topic.path() + "/" + consumer.name(), Right.READ);
					Partition partition = topic.partition(request.getPartitionId());
					checkBackwards(consumer, partition, request.getOffset());
					consumer.commitFromOutside(partition, request.getOffset(), request.getReadSessionId(), whenKept);
				});
	}

	/** What some versions of the server refuse. */
	private void checkBackwards(TopicConsumer consumer, Partition partition, long offset) {
		long committed = consumer.committedOffset(partition.id());
		boolean past = this.context.variants().has(ServerVariant.COMMIT_TO_PAST_FAILS)
				&& offset < partition.startOffset();
		boolean finished = this.context.variants().has(ServerVariant.REWIND_OF_FINISHED_FAILS)
				&& partition.endsAt(committed) && offset < committed;
		if (past || finished) {
			throw new RejectedException(IssueCode.SET_OFFSET_ERROR_COMMIT_TO_PAST,
					"Offset " + offset + " of partition " + partition.id() + " is "
							+ (past ? "below the first message (expected at least " + partition.startOffset() + ")"
									: "below the end of a partition that was split and committed (expected " + committed
											+ ")"));
		}
	}

	@Override
	public void updateOffsetsInTransaction(UpdateOffsetsInTransactionRequest request,
			StreamObserver<UpdateOffsetsInTransactionResponse> observer) {
		this.operations.answer(observer,
				(operation) -> UpdateOffsetsInTransactionResponse.newBuilder().setOperation(operation).build(), () -> {
					request.getTopicsList().forEach((topic) -> mayFail(topic.getPath(), request.getConsumer()));
					this.transactionOffsets.add(request);
					return UpdateOffsetsInTransactionResult.getDefaultInstance();
				});
	}

}
