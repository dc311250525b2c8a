package io.ydbtopic.simulator.check;

/**
 * What a message says: whose it is and its number among those.
 *
 * @param stream what must stay in order: a producer, or a key of a keyed writer
 * @param number from 0
 */
public record Payload(String stream, int number) {

	/**
	 * The value of a message.
	 * @param filling its length beside that
	 */
	public String toValue(int filling) {
		return this.stream + ':' + this.number + ':' + "x".repeat(filling);
	}

	/**
	 * Reads the value of a message.
	 */
	public static Payload parse(String value) {
		int first = value.indexOf(':');
		int second = value.indexOf(':', first + 1);
		return new Payload(value.substring(0, first), Integer.parseInt(value.substring(first + 1, second)));
	}

	@Override
	public String toString() {
		return this.stream + ":" + this.number;
	}

}
