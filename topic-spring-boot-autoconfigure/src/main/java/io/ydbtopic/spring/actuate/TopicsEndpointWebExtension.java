package io.ydbtopic.spring.actuate;

import java.util.Map;

import io.ydbtopic.spring.actuate.TopicsEndpoint.ListenerDescriptor;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Tells over HTTP why an operation was refused: an application hides the texts of errors
 * by default. Thread-safe.
 */
@EndpointWebExtension(endpoint = TopicsEndpoint.class)
public class TopicsEndpointWebExtension {

	private final TopicsEndpoint endpoint;

	/**
	 * An extension of an endpoint.
	 */
	public TopicsEndpointWebExtension(TopicsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Operates a listener, or one of its partitions; see {@link TopicsEndpoint#state}.
	 * @return the listener afterwards; 404 if there is none, and 400 with an
	 * {@code error} if it can't be done
	 */
	@WriteOperation
	public WebEndpointResponse<Object> state(@Selector String id, String action, @Nullable String topic,
			@Nullable Long partition, @Nullable Long offset) {
		try {
			ListenerDescriptor listener = this.endpoint.state(id, action, topic, partition, offset);
			return (listener != null) ? new WebEndpointResponse<>(listener) : new WebEndpointResponse<>(
					Map.of("error", "no listener '" + id + "'"), WebEndpointResponse.STATUS_NOT_FOUND);
		}
		catch (InvalidEndpointRequestException ex) {
			return new WebEndpointResponse<>(Map.of("error", ex.getReason()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

}
