package io.ydbtopic.spring.core;

/**
 * What happens at start to the topics that are defined as beans.
 */
public enum ProvisioningMode {

	/** Nothing; they need not even be reachable. */
	NONE,

	/** They are compared; the start ends where one is missing or differs. */
	VALIDATE,

	/**
	 * Missing topics and consumers are made. Nothing is removed or changed; other
	 * differences are logged.
	 */
	CREATE

}
