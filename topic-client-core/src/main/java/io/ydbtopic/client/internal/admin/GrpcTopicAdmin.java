package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.grpc.MethodDescriptor;
import io.ydbtopic.client.TopicAdmin;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.admin.ConsumerDescription;
import io.ydbtopic.client.admin.DescribeOptions;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.PathDescription;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.client.admin.TopicConfig;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.ClientRuntime;
import io.ydbtopic.client.internal.runtime.SerialLoop;
import io.ydbtopic.client.internal.runtime.Waits;
import io.ydbtopic.client.internal.transport.GrpcTransport;
import io.ydbtopic.client.internal.transport.StatusMapping;
import io.ydbtopic.proto.operation.Operation;
import io.ydbtopic.proto.scheme.DescribePathRequest;
import io.ydbtopic.proto.scheme.DescribePathResult;
import io.ydbtopic.proto.scheme.ListDirectoryRequest;
import io.ydbtopic.proto.scheme.ListDirectoryResult;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.AlterTopicRequest;
import io.ydbtopic.proto.topic.AlterTopicResponse;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.CommitOffsetResponse;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import io.ydbtopic.proto.topic.CreateTopicResponse;
import io.ydbtopic.proto.topic.DescribeConsumerRequest;
import io.ydbtopic.proto.topic.DescribeConsumerResponse;
import io.ydbtopic.proto.topic.DescribeConsumerResult;
import io.ydbtopic.proto.topic.DescribePartitionRequest;
import io.ydbtopic.proto.topic.DescribePartitionResult;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResponse;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.DropTopicRequest;
import io.ydbtopic.proto.topic.DropTopicResponse;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;

/**
 * The admin on the topic and scheme services. The trap: a request whose answer was lost
 * is sent again, and refused because it was carried out the first time: the drop finds no
 * topic, the added consumer is there. Then the state on the server decides. Thread-safe.
 */
public final class GrpcTopicAdmin implements TopicAdmin {

	private final UnaryCalls calls;

	private final ClientRuntime runtime;

	private final TopicClientSettings settings;

	private final SerialLoop loop;

	public GrpcTopicAdmin(GrpcTransport transport, ClientRuntime runtime, TopicClientSettings settings) {
		this(transport::unary, runtime, settings, transport + "/admin");
	}

	GrpcTopicAdmin(UnaryCalls calls, ClientRuntime runtime, TopicClientSettings settings, String name) {
		this.calls = calls;
		this.runtime = runtime;
		this.settings = settings;
		this.loop = runtime.newLoop(name);
	}

	@Override
	public CompletableFuture<Void> createTopic(String path, TopicConfig config) {
		return sendForDone("create topic '" + path + "'", TopicServiceGrpc.getCreateTopicMethod(),
				AdminRequests.create(path, config), CreateTopicResponse::getOperation,
				(refusal, timeLeft) -> isChanged(path, AdminRequests.asChange(config), refusal, timeLeft));
	}

	@Override
	public CompletableFuture<Void> alterTopic(String path, TopicChange change) {
		return sendForDone("alter topic '" + path + "'", TopicServiceGrpc.getAlterTopicMethod(),
				AdminRequests.alter(path, change), AlterTopicResponse::getOperation,
				(refusal, timeLeft) -> isChanged(path, change, refusal, timeLeft));
	}

	@Override
	public CompletableFuture<TopicDescription> describeTopic(String path, DescribeOptions options) {
		return describeTopic(path, options, this.settings.requestTimeout());
	}

	private CompletableFuture<TopicDescription> describeTopic(String path, DescribeOptions options,
			Duration timeLimit) {
		DescribeTopicRequest request = DescribeTopicRequest.newBuilder()
			.setPath(path)
			.setIncludeStats(options.statistics())
			.setIncludeLocation(options.locations())
			.build();
		String what = "describe topic '" + path + "'";
		return send(what, TopicServiceGrpc.getDescribeTopicMethod(), request,
				(response) -> AdminResults.topic(SchemeResults.trimmed(path),
						StatusMapping.resultOf(response.getOperation(), DescribeTopicResult.class, what)),
				timeLimit, LostAnswer.NEVER);
	}

	@Override
	public CompletableFuture<ConsumerDescription> describeConsumer(String path, String consumer,
			DescribeOptions options) {
		DescribeConsumerRequest request = DescribeConsumerRequest.newBuilder()
			.setPath(path)
			.setConsumer(consumer)
			.setIncludeStats(options.statistics())
			.setIncludeLocation(options.locations())
			.build();
		String what = "describe consumer '" + consumer + "' of topic '" + path + "'";
		return send(what, TopicServiceGrpc.getDescribeConsumerMethod(), request, (response) -> AdminResults
			.consumer(StatusMapping.resultOf(response.getOperation(), DescribeConsumerResult.class, what)));
	}

	@Override
	public CompletableFuture<PartitionDescription> describePartition(String path, long partitionId,
			DescribeOptions options) {
		DescribePartitionRequest request = DescribePartitionRequest.newBuilder()
			.setPath(path)
			.setPartitionId(partitionId)
			.setIncludeStats(options.statistics())
			.setIncludeLocation(options.locations())
			.build();
		String what = "describe partition " + partitionId + " of topic '" + path + "'";
		return send(what, TopicServiceGrpc.getDescribePartitionMethod(), request, (response) -> AdminResults.partition(
				StatusMapping.resultOf(response.getOperation(), DescribePartitionResult.class, what).getPartition()));
	}

	@Override
	public CompletableFuture<Void> dropTopic(String path) {
		return sendForDone("drop topic '" + path + "'", TopicServiceGrpc.getDropTopicMethod(),
				DropTopicRequest.newBuilder().setPath(path).build(), DropTopicResponse::getOperation,
				(refusal, timeLeft) -> isGone(path, refusal, timeLeft));
	}

	@Override
	public CompletableFuture<Void> commitOffset(String path, String consumer, long partitionId, long offset) {
		CommitOffsetRequest request = CommitOffsetRequest.newBuilder()
			.setPath(path)
			.setConsumer(consumer)
			.setPartitionId(partitionId)
			.setOffset(offset)
			.build();
		return sendForDone(
				"commit offset " + offset + " of partition " + partitionId + " of topic '" + path + "' for consumer '"
						+ consumer + "'",
				TopicServiceGrpc.getCommitOffsetMethod(), request, CommitOffsetResponse::getOperation,
				LostAnswer.NEVER);
	}

	@Override
	public CompletableFuture<List<PathDescription>> list(String directory) {
		ListDirectoryRequest request = ListDirectoryRequest.newBuilder()
			.setPath(SchemeResults.orRoot(directory, database()))
			.build();
		String what = "list directory '" + directory + "'";
		return send(what, SchemeServiceGrpc.getListDirectoryMethod(), request, (response) -> SchemeResults
			.children(directory, StatusMapping.resultOf(response.getOperation(), ListDirectoryResult.class, what)));
	}

	@Override
	public CompletableFuture<PathDescription> describePath(String path) {
		return describePath(path, this.settings.requestTimeout());
	}

	private CompletableFuture<PathDescription> describePath(String path, Duration timeLimit) {
		String asked = SchemeResults.orRoot(path, database());
		String what = "describe path '" + path + "'";
		return send(what, SchemeServiceGrpc.getDescribePathMethod(),
				DescribePathRequest.newBuilder().setPath(asked).build(),
				(response) -> SchemeResults.path(SchemeResults.trimmed(asked),
						StatusMapping.resultOf(response.getOperation(), DescribePathResult.class, what).getSelf()),
				timeLimit, LostAnswer.NEVER);
	}

	private String database() {
		return this.settings.connectionString().database();
	}

	private <Q, R> CompletableFuture<Void> sendForDone(String what, MethodDescriptor<Q, R> method, Q request,
			Function<R, Operation> operation, LostAnswer lostAnswer) {
		return send(what, method, request, (response) -> {
			StatusMapping.check(operation.apply(response), what);
			return null;
		}, this.settings.requestTimeout(), lostAnswer);
	}

	/** A drop that finds nothing, because nothing is there any more. */
	private CompletableFuture<Boolean> isGone(String path, TopicException refusal, Duration timeLeft) {
		if (refusal.status() != StatusCode.SCHEME_ERROR) {
			return CompletableFuture.completedFuture(false);
		}
		return describePath(path, timeLeft).handle((found, error) -> {
			if (error != null && Waits.asTopicException(path, error).status() != StatusCode.SCHEME_ERROR) {
				throw new CompletionException(Waits.unwrap(error));
			}
			return error != null;
		});
	}

	/** A change that meets itself: the topic is as it wants it. */
	private CompletableFuture<Boolean> isChanged(String path, TopicChange change, TopicException refusal,
			Duration timeLeft) {
		if (refusal.status() != StatusCode.ALREADY_EXISTS && refusal.status() != StatusCode.NOT_FOUND) {
			return CompletableFuture.completedFuture(false);
		}
		return describeTopic(path, DescribeOptions.SETTINGS, timeLeft)
			.thenApply((topic) -> VisibleChange.in(topic.config(), change));
	}

	private <Q, R, T> CompletableFuture<T> send(String what, MethodDescriptor<Q, R> method, Q request,
			Function<R, T> result) {
		return send(what, method, request, result, this.settings.requestTimeout(), LostAnswer.NEVER);
	}

	private <Q, R, T> CompletableFuture<T> send(String what, MethodDescriptor<Q, R> method, Q request,
			Function<R, T> result, Duration timeLimit, LostAnswer lostAnswer) {
		return new RepeatedRequest<>(what, this.runtime, this.loop, timeLimit,
				(timeout) -> this.calls.unary(method, request, timeout).thenApply(result), lostAnswer)
			.start();
	}

}
