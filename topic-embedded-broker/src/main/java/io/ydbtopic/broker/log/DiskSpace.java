package io.ydbtopic.broker.log;

import java.time.Duration;

import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * Gives space back to the file system that expired messages have left in the store's
 * file. Space is used again by itself; this is for a file that has grown far beyond what
 * it holds. Used in the writer's queue only.
 */
final class DiskSpace {

	/** How long to wait between two looks. */
	static final Duration INTERVAL = Duration.ofSeconds(5);

	/** Below this a file is not worth the work. */
	private static final long FILE_BYTES_MIN = 16 << 20;

	/** Percent of the file that are in use, below which it is worth the work. */
	private static final int FILL_RATE_MIN = 50;

	/** Writers wait meanwhile. */
	private static final int STEP_MILLIS_MAX = 100;

	private final MVStore store;

	/** Changed with each look: old states go only when newer ones have come. */
	private final MVMap<String, Long> looks;

	DiskSpace(MVStore store) {
		this.store = store;
		this.looks = store.openMap("space",
				new MVMap.Builder<String, Long>().keyType(StringDataType.INSTANCE).valueType(LongDataType.INSTANCE));
	}

	/**
	 * Does a step.
	 * @return whether there is more to give back
	 */
	boolean giveBack() {
		if (!isWorthIt()) {
			return false;
		}
		this.looks.put("looks", this.looks.getOrDefault("looks", 0L) + 1);
		this.store.commit();
		this.store.compactFile(STEP_MILLIS_MAX);
		return isWorthIt();
	}

	private boolean isWorthIt() {
		FileStore<?> file = this.store.getFileStore();
		return file.size() > FILE_BYTES_MIN && file.getFillRate() * file.getChunksFillRate() < FILL_RATE_MIN * 100;
	}

}
