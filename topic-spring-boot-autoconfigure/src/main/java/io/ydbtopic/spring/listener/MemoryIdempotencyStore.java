package io.ydbtopic.spring.listener;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Numbers in memory, the latest used ones. Thread-safe.
 */
final class MemoryIdempotencyStore implements IdempotencyStore {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Key, Long> numbers;

	MemoryIdempotencyStore(int capacity) {
		if (capacity < 1) {
			throw new IllegalArgumentException("capacity: " + capacity + " (expected: at least 1)");
		}
		this.numbers = new LinkedHashMap<>(16, 0.75f, true) {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
				return size() > capacity;
			}

		};
	}

	@Override
	public @Nullable Long highest(Key key) {
		this.lock.lock();
		try {
			return this.numbers.get(key);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void record(Key key, long number) {
		this.lock.lock();
		try {
			this.numbers.merge(key, number, Math::max);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public boolean claim(Key key, long number) {
		this.lock.lock();
		try {
			Long before = this.numbers.get(key);
			if (before != null && number <= before) {
				return false;
			}
			this.numbers.put(key, number);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void forget(String consumer, String topic, long partitionId) {
		this.lock.lock();
		try {
			this.numbers.keySet()
				.removeIf((key) -> key.consumer().equals(consumer) && key.topic().equals(topic)
						&& key.partitionId() == partitionId);
		}
		finally {
			this.lock.unlock();
		}
	}

}
