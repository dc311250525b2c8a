package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.spring.annotation.TopicListener;
import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.verify;

/**
 * Suspending functions of Kotlin as listeners. They are written here as the Kotlin
 * compiler compiles them: a continuation as the last parameter, and what says "suspended"
 * as the result.
 */
class SuspendingListenerTest {

	private final ListeningContext context = new ListeningContext();

	@Test
	void aMessageIsHandledWhenTheFunctionEndsAndNotWhenItIsSuspended() {
		Suspending listener = new Suspending();
		this.context.run(listener, (registry) -> {
			this.context.deliver(this.context.session.batch("a", "b"));
			assertThat(listener.handled).containsExactly("a");
			assertThat(this.context.session.commits).isEmpty();
			listener.resume(Unit.INSTANCE);
			this.context.runtime.run();
			assertThat(listener.handled).containsExactly("a", "b");
			listener.resume(Unit.INSTANCE);
			this.context.runtime.run();
			assertThat(this.context.session.commits).containsExactly(40L, 41L);
		});
	}

	@Test
	void whatItThrowsAfterItWasSuspendedIsAFailureLikeAnyOther() {
		Suspending listener = new Suspending();
		this.context.runner = this.context.runner.withPropertyValues("ydb.topic.listener.retry.initial-delay=1s",
				"ydb.topic.listener.retry.jitter=0");
		this.context.run(listener, (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			listener.resume(ResultKt.createFailure(new IllegalStateException("no")));
			this.context.runtime.run();
			assertThat(listener.handled).containsExactly("a");
			assertThat(this.context.session.commits).isEmpty();
			this.context.runtime.advance(Duration.ofSeconds(1));
			assertThat(listener.handled).as("tried again").containsExactly("a", "a");
			listener.resume(Unit.INSTANCE);
			this.context.runtime.run();
			assertThat(this.context.session.commits).containsExactly(40L);
		});
	}

	@Test
	void aFunctionThatIsNeverSuspendedIsDoneAtOnceAndItsResultIsAReply() {
		given(this.context.operations.send("replies", "done")).willReturn(CompletableFuture.completedFuture(null));
		this.context.run(new AtOnce(), (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			verify(this.context.operations).send("replies", "done");
			assertThat(this.context.session.commits).containsExactly(40L);
		});
	}

	@Test
	void withoutKotlinOtherListenersWork() {
		this.context.runner = this.context.runner.withClassLoader(new FilteredClassLoader("kotlin"));
		Plain listener = new Plain();
		this.context.run(listener, (registry) -> {
			this.context.deliver(this.context.session.batch("a"));
			assertThat(listener.handled).containsExactly("a");
		});
	}

	static class Suspending {

		final List<String> handled = new ArrayList<>();

		private Continuation<Object> suspended;

		@TopicListener(topics = "orders", consumer = "billing")
		Object listen(String payload, @Header("ydb_offset") long offset, Continuation<Object> continuation) {
			this.handled.add(payload);
			this.suspended = continuation;
			assertThat(continuation.getContext()).isNotNull();
			return IntrinsicsKt.getCOROUTINE_SUSPENDED();
		}

		void resume(Object result) {
			this.suspended.resumeWith(result);
		}

	}

	static class AtOnce {

		@SendTo("replies")
		@TopicListener(topics = "orders", consumer = "billing")
		Object listen(String payload, Continuation<Object> continuation) {
			return "done";
		}

	}

	static class Plain {

		final List<String> handled = new ArrayList<>();

		@TopicListener(topics = "orders", consumer = "billing")
		void listen(String payload) {
			this.handled.add(payload);
		}

	}

}
