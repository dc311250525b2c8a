package io.ydbtopic.client.error;

import java.util.List;

/**
 * One remark of the server about a failure.
 *
 * @param code the issue's code, for example {@value #PARTITION_INACTIVE}; 0 if none
 * @param message the server's text
 * @param issues remarks below this one, may be empty
 */
public record Issue(int code, String message, List<Issue> issues) {

	/** The partition was split: read the topology again. */
	public static final int PARTITION_INACTIVE = 500029;

	public Issue {
		issues = List.copyOf(issues);
	}

	public Issue(int code, String message) {
		this(code, message, List.of());
	}

	/**
	 * Whether this issue or one below it has the given code.
	 */
	public boolean has(int wanted) {
		return this.code == wanted || this.issues.stream().anyMatch((issue) -> issue.has(wanted));
	}

	@Override
	public String toString() {
		String own = (this.code == 0) ? this.message : this.message + " (" + this.code + ")";
		return this.issues.isEmpty() ? own : own + " " + this.issues;
	}

}
