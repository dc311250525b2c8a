package io.ydbtopic.client;

/**
 * Why a partition session ended.
 */
public enum PartitionEnd {

	/** The server asked for the partition and the reader gave it back in order. */
	STOPPED,

	/** The server took the partition away. */
	LOST,

	/** The stream broke; the partition will be given again, here or elsewhere. */
	STREAM_LOST,

	/** The reader closed. */
	CLOSED

}
