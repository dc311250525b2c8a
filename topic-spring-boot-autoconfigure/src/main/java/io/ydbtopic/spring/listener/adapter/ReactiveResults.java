package io.ydbtopic.spring.listener.adapter;

import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapter;

/**
 * Futures of reactive types. Loaded only where there are some, because Reactor is
 * optional.
 */
final class ReactiveResults {

	private ReactiveResults() {
	}

	/**
	 * Subscribes.
	 * @return what comes, a list of it if there may be many; cancelling it cancels the
	 * subscription
	 */
	static CompletableFuture<?> toFuture(ReactiveAdapter adapter, Object result) {
		if (adapter.isMultiValue()) {
			return Flux.from(adapter.toPublisher(result)).collectList().toFuture();
		}
		return Mono.from(adapter.toPublisher(result)).toFuture();
	}

}
