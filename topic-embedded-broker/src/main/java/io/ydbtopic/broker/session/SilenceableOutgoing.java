package io.ydbtopic.broker.session;

/**
 * A way back to the client that can fall silent, as a connection does whose other side is
 * gone without a word. Owned by its session's queue.
 *
 * @param <R> what is sent
 */
final class SilenceableOutgoing<R> implements Outgoing<R> {

	private final Outgoing<R> out;

	private boolean silent;

	private boolean ended;

	SilenceableOutgoing(Outgoing<R> out) {
		this.out = out;
	}

	void silence() {
		this.silent = true;
	}

	boolean isSilent() {
		return this.silent;
	}

	/** Ends the call though it is silent; the client may have ended it before. */
	void cut(String text) {
		if (!this.ended) {
			this.ended = true;
			this.out.end(StreamEnd.UNAVAILABLE, text);
		}
	}

	/** The client has ended the call. */
	void gone() {
		this.ended = true;
	}

	@Override
	public void send(R message) {
		if (!this.silent) {
			this.out.send(message);
		}
	}

	@Override
	public boolean isReady() {
		return !this.silent && this.out.isReady();
	}

	@Override
	public void pull(int count) {
		if (!this.silent) {
			this.out.pull(count);
		}
	}

	@Override
	public void end(StreamEnd end, String text) {
		if (!this.silent && !this.ended) {
			this.ended = true;
			this.out.end(end, text);
		}
	}

}
