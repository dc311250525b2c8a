package io.ydbtopic.spring.listener;

/**
 * One message of a batch can't be handled; those before it are.
 */
public class BatchListenerFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int index;

	/**
	 * A failure of one message.
	 * @param cause why
	 * @param index its place in the batch, 0 for the first
	 */
	public BatchListenerFailedException(Throwable cause, int index) {
		super("message " + index + " of the batch failed", cause);
		if (index < 0) {
			throw new IllegalArgumentException("index: " + index + " (expected: 0 or more)");
		}
		this.index = index;
	}

	/**
	 * Place of the message in the batch, 0 for the first.
	 */
	public int index() {
		return this.index;
	}

}
