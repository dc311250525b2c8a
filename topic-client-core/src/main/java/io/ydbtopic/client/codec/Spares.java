package io.ydbtopic.client.codec;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects that are dear to make and are used by one thread at a time: taken when needed,
 * given back afterwards. Holds a few; the others are ended at once, because they have
 * memory outside the heap. Thread-safe.
 *
 * @param <T> type of the objects
 */
final class Spares<T> {

	private final ArrayBlockingQueue<T> free;

	private final Supplier<T> maker;

	private final Consumer<T> cleaner;

	private final Consumer<T> ender;

	/**
	 * Makes an empty stock.
	 * @param most objects to hold
	 * @param maker makes one
	 * @param cleaner makes a used one as good as new
	 * @param ender frees one for good
	 */
	Spares(int most, Supplier<T> maker, Consumer<T> cleaner, Consumer<T> ender) {
		this.free = new ArrayBlockingQueue<>(most);
		this.maker = maker;
		this.cleaner = cleaner;
		this.ender = ender;
	}

	T take() {
		T spare = this.free.poll();
		return (spare != null) ? spare : this.maker.get();
	}

	void giveBack(T used) {
		this.cleaner.accept(used);
		if (!this.free.offer(used)) {
			this.ender.accept(used);
		}
	}

}
