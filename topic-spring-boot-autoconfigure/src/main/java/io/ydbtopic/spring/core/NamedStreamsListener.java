package io.ydbtopic.spring.core;

/**
 * Hears which named writers and readers come into use.
 */
public interface NamedStreamsListener {

	/**
	 * A writer came into use.
	 */
	void onWriter(NamedWriter writer);

	/**
	 * A reader came into use.
	 */
	void onReader(NamedReader reader);

}
