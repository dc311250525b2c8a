package io.ydbtopic.broker.service;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.operation.Operation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers unary calls: the work runs on the broker's executor, and its outcome, good or
 * bad, is wrapped into an operation. It runs in the gRPC context of the call. Safe for
 * use by many threads.
 */
final class Operations {

	private static final Logger logger = LoggerFactory.getLogger(Operations.class);

	private final Executor executor;

	private final OpenAnswers open;

	Operations(Executor executor) {
		this(executor, new OpenAnswers());
	}

	Operations(Executor executor, OpenAnswers open) {
		this.executor = executor;
		this.open = open;
	}

	/** Work that has its result at once. */
	@FunctionalInterface
	interface Work {

		Message run();

	}

	/** Work whose result is good when something was kept. */
	@FunctionalInterface
	interface KeptWork {

		void run(Runnable whenKept);

	}

	<R> void answer(StreamObserver<R> observer, Function<Operation, R> response, Work work) {
		this.executor.execute(Context.current().wrap(() -> send(observer, response.apply(operation(work)))));
	}

	<R> void answerWhenKept(StreamObserver<R> observer, Function<Operation, R> response, Message result,
			KeptWork work) {
		answerWhenKept(observer, response, result, work, () -> false);
	}

	/** The same, for work whose good answer may be lost on the way. */
	<R> void answerWhenKept(StreamObserver<R> observer, Function<Operation, R> response, Message result, KeptWork work,
			BooleanSupplier lost) {
		this.executor.execute(Context.current().wrap(() -> {
			OpenAnswers.Open waiting = this.open
				.add((reason) -> this.executor.execute(() -> send(observer, response.apply(failed(reason)))));
			Operation failed = failure(() -> work.run(() -> this.executor.execute(() -> {
				if (waiting.take()) {
					if (lost.getAsBoolean()) {
						observer.onError(QueryAnswers.LOST.asRuntimeException());
					}
					else {
						send(observer, response.apply(success(result)));
					}
				}
			})));
			if (failed != null && waiting.take()) {
				send(observer, response.apply(failed));
			}
		}));
	}

	/** The answer of a method whose response is an operation, without any work. */
	static <R> R refusal(MethodDescriptor<?, R> method, RejectedException reason) {
		MethodDescriptor.PrototypeMarshaller<R> marshaller = (MethodDescriptor.PrototypeMarshaller<R>) method
			.getResponseMarshaller();
		Message prototype = (Message) Objects.requireNonNull(marshaller.getMessagePrototype());
		Message response = prototype.newBuilderForType()
			.setField(prototype.getDescriptorForType().findFieldByName("operation"), failed(reason))
			.build();
		return marshaller.parse(response.toByteString().newInput());
	}

	private static <R> void send(StreamObserver<R> observer, R response) {
		observer.onNext(response);
		observer.onCompleted();
	}

	private static Operation operation(Work work) {
		Message[] result = new Message[1];
		Operation failed = failure(() -> result[0] = work.run());
		return (failed != null) ? failed : success(result[0]);
	}

	private static Operation success(Message result) {
		return Operation.newBuilder().setReady(true).setStatus(StatusCode.SUCCESS).setResult(Any.pack(result)).build();
	}

	private static @Nullable Operation failure(Runnable work) {
		try {
			work.run();
			return null;
		}
		catch (RejectedException ex) {
			return failed(ex);
		}
		catch (RuntimeException | Error ex) {
			logger.error("A request failed", ex);
			return failed(new RejectedException(IssueCode.ERROR, "Internal error"));
		}
	}

	private static Operation failed(RejectedException reason) {
		return Operation.newBuilder().setReady(true).setStatus(reason.status()).addIssues(reason.issue()).build();
	}

}
