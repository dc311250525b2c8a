package io.ydbtopic.spring.listener;

/**
 * A listener has no method for the type of a message. No other attempt can cure that.
 */
public class NoTopicHandlerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * A message that no method takes.
	 * @param message which type it has, and which are known
	 */
	public NoTopicHandlerException(String message) {
		super(message);
	}

}
