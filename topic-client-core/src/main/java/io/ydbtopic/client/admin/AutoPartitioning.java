package io.ydbtopic.client.admin;

import java.time.Duration;

/**
 * How the number of partitions follows the load.
 *
 * @param strategy whether and in which directions
 * @param maxActivePartitions most active partitions; 0 leaves it to the server
 * @param stabilizationWindow how long the load must be high or low; zero for the server's
 * default
 * @param upUtilizationPercent load of a partition above which it is split; 0 for the
 * server's default
 * @param downUtilizationPercent load of a partition below which it may be merged; 0 for
 * the server's default
 */
public record AutoPartitioning(ScalingStrategy strategy, long maxActivePartitions, Duration stabilizationWindow,
		int upUtilizationPercent, int downUtilizationPercent) {

	/** The number of partitions does not change by itself. */
	public static final AutoPartitioning DISABLED = new AutoPartitioning(ScalingStrategy.DISABLED, 0, Duration.ZERO, 0,
			0);

	public AutoPartitioning {
		AdminChecks.notNegative("maxActivePartitions", maxActivePartitions);
		AdminChecks.duration("stabilizationWindow", stabilizationWindow, Duration.ZERO);
		AdminChecks.percent("upUtilizationPercent", upUtilizationPercent);
		AdminChecks.percent("downUtilizationPercent", downUtilizationPercent);
	}

	/**
	 * Splits partitions under load, with the server's defaults for load and time.
	 */
	public static AutoPartitioning scaleUp(long maxActivePartitions) {
		return new AutoPartitioning(ScalingStrategy.SCALE_UP, maxActivePartitions, Duration.ZERO, 0, 0);
	}

}
