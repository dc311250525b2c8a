package io.ydbtopic.client.codec;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Objects that are dear to make and are used by one thread at a time: taken when needed,
 * given back afterwards. Holds a few; the others are ended at once, because they have
 * memory outside the heap. A thread gets the one back that it had before, if it can,
 * whose memory is still in the caches of its processor. Thread-safe, without a lock.
 *
 * @param <T> type of the objects
 */
final class Spares<T> {

	private final AtomicReferenceArray<T> places;

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
		this.places = new AtomicReferenceArray<>(most);
		this.maker = maker;
		this.cleaner = cleaner;
		this.ender = ender;
	}

	T take() {
		int first = firstPlace();
		for (int i = 0; i < this.places.length(); i++) {
			int place = (first + i) % this.places.length();
			T spare = (this.places.get(place) != null) ? this.places.getAndSet(place, null) : null;
			if (spare != null) {
				return spare;
			}
		}
		return this.maker.get();
	}

	void giveBack(T used) {
		this.cleaner.accept(used);
		int first = firstPlace();
		for (int i = 0; i < this.places.length(); i++) {
			if (this.places.compareAndSet((first + i) % this.places.length(), null, used)) {
				return;
			}
		}
		this.ender.accept(used);
	}

	private int firstPlace() {
		return (int) (Thread.currentThread().getId() % this.places.length());
	}

}
