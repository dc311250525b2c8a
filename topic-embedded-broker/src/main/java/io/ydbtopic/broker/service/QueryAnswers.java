package io.ydbtopic.broker.service;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.error.IssueCode;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.issue.IssueMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the calls of the query service, which carry their status themselves: the work
 * runs on the broker's executor and gives one message, good or bad. Safe for use by many
 * threads.
 */
final class QueryAnswers {

	/** How a call ends whose answer a fault has lost. */
	static final Status LOST = Status.UNAVAILABLE.withDescription("Connection lost (a fault)");

	private static final Logger logger = LoggerFactory.getLogger(QueryAnswers.class);

	private final Executor executor;

	private final OpenAnswers open;

	QueryAnswers(Executor executor, OpenAnswers open) {
		this.executor = executor;
		this.open = open;
	}

	/** Work that answers later through its argument, once, or throws. */
	@FunctionalInterface
	interface Work<R> {

		void run(Answer<R> answer);

	}

	/** The way back. Safe for use by many threads; the first call counts. */
	interface Answer<R> {

		void send(R response);

		/** Ends the call as if the connection was lost. */
		void lose();

	}

	<R> void answer(StreamObserver<R> observer, BiFunction<StatusCode, List<IssueMessage>, R> failed, Work<R> work) {
		if (observer instanceof ServerCallStreamObserver<R> call) {
			call.setOnCancelHandler(() -> logger.debug("The client gave a call up; its answer is dropped"));
		}
		OpenAnswers.Open waiting = this.open
			.add((reason) -> send(observer, failed.apply(reason.status(), List.of(reason.issue()))));
		Answer<R> answer = new Answer<>() {

			@Override
			public void send(R response) {
				if (waiting.take()) {
					QueryAnswers.this.send(observer, response);
				}
			}

			@Override
			public void lose() {
				if (waiting.take()) {
					QueryAnswers.this.executor.execute(() -> observer.onError(LOST.asRuntimeException()));
				}
			}

		};
		this.executor.execute(Context.current().wrap(() -> {
			try {
				work.run(answer);
			}
			catch (RejectedException ex) {
				answer.send(failed.apply(ex.status(), List.of(ex.issue())));
			}
			catch (RuntimeException | Error ex) {
				logger.error("A request of the query service failed", ex);
				RejectedException told = new RejectedException(StatusCode.INTERNAL_ERROR, IssueCode.ERROR.number(),
						"Internal error");
				answer.send(failed.apply(told.status(), List.of(told.issue())));
			}
		}));
	}

	private <R> void send(StreamObserver<R> observer, R response) {
		this.executor.execute(() -> {
			observer.onNext(response);
			observer.onCompleted();
		});
	}

}
