package io.ydbtopic.spring.support;

import org.jspecify.annotations.Nullable;

/**
 * The application is set up wrongly, which shows when it starts. It tells what is wrong,
 * with the property, method or injection point and the value received, and what to do
 * about it. Immutable.
 */
public class TopicConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/**
	 * A mistake in the set-up.
	 * @param description what is wrong, where, and with which value
	 * @param action what to do about it
	 * @param cause what showed it, {@code null} if nothing did
	 */
	public TopicConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * A mistake in the set-up.
	 * @param description what is wrong, where, and with which value
	 * @param action what to do about it
	 */
	public TopicConfigurationException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * What to do about it.
	 */
	public String action() {
		return this.action;
	}

}
