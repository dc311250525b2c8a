package io.ydbtopic.benchmarks.report;

/**
 * What is written or read.
 *
 * @param direction {@code write} or {@code read}
 * @param bytes of a message
 * @param perResponse messages in a read response; 0 for a write
 */
record Workload(String direction, int bytes, int perResponse) {

	static Workload write(int bytes) {
		return new Workload("write", bytes, 0);
	}

	static Workload read(int bytes, int perResponse) {
		return new Workload("read", bytes, perResponse);
	}

	String title() {
		String size = (this.bytes < 1024) ? this.bytes + " B" : this.bytes / 1024 + " KiB";
		return this.direction + " " + size + (this.perResponse > 0 ? ", " + this.perResponse + " a response" : "");
	}

}
