package io.ydbtopic.broker;

import java.io.IOException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients of another language on the standalone broker: the npm packages of YDB,
 * unchanged. Skipped where {@code node} or the packages are not at hand.
 */
class NodeStrangersTest {

	private StandaloneBroker broker;

	@BeforeEach
	void start() throws IOException, InterruptedException {
		NodeProject.prepare();
		this.broker = StandaloneBroker.start(0, "--topic", "orders:1:billing", "--topic", "invoices:1:billing");
	}

	@AfterEach
	void stop() throws InterruptedException {
		if (this.broker != null) {
			this.broker.close();
		}
	}

	@Test
	void theTopicClientOfNodeWritesReadsCommitsAndReadsOn() throws Exception {
		assertThat(NodeProject.script("topics.cjs", this.broker.endpoint(), this.broker.database())).containsExactly(
				"created and described", "written 50", "read and committed 20", "read on from offset 20",
				"committed 50 without a stream", "dropped");
	}

	@Test
	void transactionsOfNodeTakeOffsetsAndMessagesTogether() throws Exception {
		assertThat(NodeProject.script("transactions.mjs", this.broker.endpoint(), this.broker.database()))
			.containsExactly("written and read with gzip", "offsets and messages committed together",
					"rolled back and done again");
	}

}
