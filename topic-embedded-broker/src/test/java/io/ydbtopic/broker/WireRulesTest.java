package io.ydbtopic.broker;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.DescribeTopicResult;
import io.ydbtopic.proto.topic.MetadataItem;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.v1.TopicServiceGrpc;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is served at all, and what calls may carry (sections 1.1, 1.3 and 6.1).
 */
class WireRulesTest {

	private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {

		@Override
		public InputStream stream(byte[] value) {
			return new ByteArrayInputStream(value);
		}

		@Override
		public byte[] parse(InputStream stream) {
			try {
				return stream.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	};

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	/** Sends one empty message without any generated stub. */
	private Status call(String method, boolean manyAnswers) throws InterruptedException {
		MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
			.setType(manyAnswers ? MethodDescriptor.MethodType.BIDI_STREAMING : MethodDescriptor.MethodType.UNARY)
			.setFullMethodName(method)
			.setRequestMarshaller(BYTES)
			.setResponseMarshaller(BYTES)
			.build();
		AtomicReference<Status> end = new AtomicReference<>();
		CountDownLatch ended = new CountDownLatch(1);
		ClientCall<byte[], byte[]> call = this.test.channel().newCall(descriptor, CallOptions.DEFAULT);
		call.start(new ClientCall.Listener<>() {

			@Override
			public void onClose(Status status, Metadata trailers) {
				end.set(status);
				ended.countDown();
			}

		}, new Metadata());
		call.request(100);
		call.sendMessage(new byte[0]);
		call.halfClose();
		assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
		return end.get();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ydb.Topic.V1.TopicService/CommitOffset",
			"Ydb.Topic.V1.TopicService/UpdateOffsetsInTransaction", "Ydb.Topic.V1.TopicService/CreateTopic",
			"Ydb.Topic.V1.TopicService/DescribeTopic", "Ydb.Topic.V1.TopicService/DescribePartition",
			"Ydb.Topic.V1.TopicService/DescribeConsumer", "Ydb.Topic.V1.TopicService/AlterTopic",
			"Ydb.Topic.V1.TopicService/DropTopic", "Ydb.Discovery.V1.DiscoveryService/ListEndpoints",
			"Ydb.Discovery.V1.DiscoveryService/WhoAmI", "Ydb.Auth.V1.AuthService/Login",
			"Ydb.Query.V1.QueryService/CreateSession", "Ydb.Query.V1.QueryService/DeleteSession",
			"Ydb.Query.V1.QueryService/BeginTransaction", "Ydb.Query.V1.QueryService/CommitTransaction",
			"Ydb.Query.V1.QueryService/RollbackTransaction", "Ydb.Scheme.V1.SchemeService/MakeDirectory",
			"Ydb.Scheme.V1.SchemeService/RemoveDirectory", "Ydb.Scheme.V1.SchemeService/ListDirectory",
			"Ydb.Scheme.V1.SchemeService/DescribePath" })
	void theMethodIsServed(String method) throws InterruptedException {
		assertThat(call(method, false).getCode()).isEqualTo(Status.Code.OK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ydb.Topic.V1.TopicService/StreamWrite", "Ydb.Topic.V1.TopicService/StreamRead",
			"Ydb.Query.V1.QueryService/AttachSession", "Ydb.Query.V1.QueryService/ExecuteQuery" })
	void theStreamIsServed(String method) throws InterruptedException {
		assertThat(call(method, true).getCode()).isEqualTo(Status.Code.OK);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Ydb.Topic.V1.TopicService/StreamDirectRead", "Ydb.Topic.V1.TopicService/Nonsense",
			"Ydb.Scripting.V1.ScriptingService/ExecuteYql" })
	void anyOtherMethodIsUnimplemented(String method) throws InterruptedException {
		assertThat(call(method, true).getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/local", "/elsewhere", "local", "" })
	void headersInformOnly(String database) {
		Metadata headers = new Metadata();
		for (String name : new String[] { "x-ydb-sdk-build-info", "x-ydb-application-name", "x-ydb-client-pid",
				"x-ydb-trace-id", "traceparent", "x-ydb-request-type", "x-ydb-client-capabilities" }) {
			headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), "anything");
		}
		headers.put(Metadata.Key.of("x-ydb-database", Metadata.ASCII_STRING_MARSHALLER), database);
		for (String path : new String[] { "orders", "/local/orders" }) {
			assertThat(TestBroker
				.result(this.test.topics()
					.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
					.describeTopic(DescribeTopicRequest.newBuilder().setPath(path).build())
					.getOperation(), DescribeTopicResult.class)
				.getSelf()
				.getName()).isEqualTo("orders");
		}
		try (WriteStream writer = new WriteStream(TopicServiceGrpc.newStub(this.test.channel())
			.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)))) {
			writer.init("orders", "p");
		}
	}

	@Test
	void declaredLimitsAreNotEnforced() {
		WriteStream writer = this.test.writer();
		writer.init(InitRequest.newBuilder().setPath("orders").setProducerId("p".repeat(5_000)));
		WriteRequest.MessageData.Builder message = WriteStream.message(1, "x");
		for (int i = 0; i < 1_500; i++) {
			message.addMetadataItems(MetadataItem.newBuilder().setKey("k").setValue(ByteString.copyFromUtf8("v")));
		}
		writer.writeOnly(WriteRequest.newBuilder().setCodec(1).addMessages(message));
		assertThat(WriteStream.offsets(writer.response())).containsExactly(0L);
		assertThat(this.test.broker().records("orders", 0).get(0).metadata()).hasSize(1_500);
	}

}
