package io.ydbtopic.broker.consumer;

/**
 * How many bytes a reader still wants: the sum of what it asked for, minus the sum of
 * what it got. One response may overdraw it, since at least one message is always sent;
 * the debt is paid by later requests. Not safe for use by many threads: its session's
 * queue owns it.
 */
public final class ReadBudget {

	private long granted;

	private long sent;

	/**
	 * Makes an empty budget.
	 */
	public ReadBudget() {
	}

	/**
	 * The reader asks for more.
	 * @param bytes what it asks for; the law does not check it, a negative number takes
	 * away
	 */
	public void grant(long bytes) {
		long sum = this.granted + bytes;
		boolean overflow = ((this.granted ^ sum) & (bytes ^ sum)) < 0;
		this.granted = overflow ? ((bytes > 0) ? Long.MAX_VALUE : Long.MIN_VALUE) : sum;
	}

	/**
	 * A response goes out.
	 * @param bytes its size, more than zero
	 */
	public void spend(long bytes) {
		if (bytes <= 0) {
			throw new IllegalArgumentException("bytes is " + bytes + " (expected more than 0)");
		}
		this.sent += bytes;
	}

	/**
	 * What is left.
	 * @return bytes, negative when overdrawn
	 */
	public long available() {
		return this.granted - this.sent;
	}

	@Override
	public String toString() {
		return "ReadBudget[granted=" + this.granted + ", sent=" + this.sent + "]";
	}

}
