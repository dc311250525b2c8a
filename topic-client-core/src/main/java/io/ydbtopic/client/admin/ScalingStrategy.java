package io.ydbtopic.client.admin;

/**
 * Directions in which the number of partitions may change by itself.
 */
public enum ScalingStrategy {

	/** None. */
	DISABLED,
	/** Partitions are split. */
	SCALE_UP,
	/** Partitions are split and merged. */
	SCALE_UP_AND_DOWN,
	/** None for now; the settings are kept. */
	PAUSED

}
