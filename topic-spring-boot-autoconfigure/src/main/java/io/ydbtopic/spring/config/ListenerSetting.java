package io.ydbtopic.spring.config;

/**
 * One setting of a listener, as it is in force, and where it came from.
 *
 * @param key the setting, as it is written below {@code ydb.topic.listener} or
 * {@code ydb.topic.reader}
 * @param value what is in force
 * @param origin {@link #DEFAULT}, {@link #DECLARED}, or the property and the place where
 * it is set, such as file and line
 */
public record ListenerSetting(String key, String value, String origin) {

	/** Nobody said anything. */
	public static final String DEFAULT = "default";

	/** The annotation said it, or the code that added the listener. */
	public static final String DECLARED = "declared";

	/** Whether nobody said anything about it. */
	public boolean isDefault() {
		return DEFAULT.equals(this.origin);
	}

	@Override
	public String toString() {
		return this.key + "=" + this.value + (isDefault() ? "" : " (" + this.origin + ")");
	}

}
