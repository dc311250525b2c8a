package io.ydbtopic.client.admin;

/**
 * What a topic of a serverless database is charged by; other databases refuse it.
 */
public enum MeteringMode {

	/** The throughput and storage that are reserved. */
	RESERVED_CAPACITY,
	/** What is used. */
	REQUEST_UNITS

}
