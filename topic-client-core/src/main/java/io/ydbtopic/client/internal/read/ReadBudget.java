package io.ydbtopic.client.internal.read;

/**
 * The bytes that the server may send on one connection. Every byte of the buffer is in
 * one of three places: granted to the server and not yet come, held by messages that the
 * application has not taken, or given back and not yet granted again; the sum is always
 * the buffer. Bytes are those of responses as the server counts them, never of payloads
 * (R14). The server may overdraw by one response; the debt is paid from what is given
 * back. Confined to the reader's loop.
 */
final class ReadBudget {

	/**
	 * Grants smaller than this share of the buffer wait for more: fewer, larger requests.
	 */
	private static final int GRANT_SHARE = 8;

	private final long buffer;

	private long granted;

	private long received;

	private long held;

	private long returned;

	ReadBudget(long buffer) {
		this.buffer = buffer;
		this.returned = buffer;
	}

	/** A response came. */
	void receive(long bytes) {
		this.received += bytes;
		this.held += bytes;
		check();
	}

	/** The application has taken messages, or they were dropped. */
	void release(long bytes) {
		this.held -= bytes;
		this.returned += bytes;
		check();
	}

	/**
	 * The next grant.
	 * @return bytes to ask for now; 0 if too little has come back to be worth a request
	 */
	long nextGrant() {
		if (this.returned < Math.max(1, this.buffer / GRANT_SHARE)) {
			return 0;
		}
		long grant = this.returned;
		this.granted += grant;
		this.returned = 0;
		check();
		return grant;
	}

	/** What the server may still send; negative after it has overdrawn. */
	long outstanding() {
		return this.granted - this.received;
	}

	/** Whether the server may send nothing more. */
	boolean isUsedUp() {
		return outstanding() <= 0;
	}

	/** What the application has not taken. */
	long held() {
		return this.held;
	}

	private void check() {
		if (this.held < 0 || this.granted - this.received + this.held + this.returned != this.buffer) {
			throw new IllegalStateException("read budget is off: " + this);
		}
	}

	@Override
	public String toString() {
		return "granted " + this.granted + " - received " + this.received + " + held " + this.held + " + returned "
				+ this.returned + " of " + this.buffer;
	}

}
