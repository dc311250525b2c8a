package io.ydbtopic.client.admin;

/**
 * What a description holds beside the settings; less of it is cheaper for the server.
 *
 * @param statistics whether offsets, sizes, times and traffic are wanted; without them
 * they are zero or {@code null}
 * @param locations whether the nodes of the partitions are wanted; without them they are
 * zero
 */
public record DescribeOptions(boolean statistics, boolean locations) {

	/** Everything. */
	public static final DescribeOptions ALL = new DescribeOptions(true, true);

	/** Settings, and which partitions there are. */
	public static final DescribeOptions SETTINGS = new DescribeOptions(false, false);

	/** Settings and statistics. */
	public static final DescribeOptions STATISTICS = new DescribeOptions(true, false);

	/** Settings and the nodes of the partitions. */
	public static final DescribeOptions LOCATIONS = new DescribeOptions(false, true);

}
