package io.ydbtopic.broker;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The load test in small: {@code topic-embedded-broker/load-test} runs it in full.
 */
class LoadRunTest {

	private static final LoadSize SMALL = new LoadSize(8, 60, 12, 2, 2);

	@Test
	void aSmallLoadPassesInOrderAndKeepsItsMemory() throws Exception {
		ByteArrayOutputStream progress = new ByteArrayOutputStream();
		assertThat(new LoadRun(SMALL, new PrintStream(progress, true)).run()).isEmpty();
		assertThat(progress.toString()).contains("1050 messages to write, 1050 acknowledged", "1050 committed");
	}

	@Test
	void aHeapThatGrowsIsTold() {
		List<MemorySample> level = List.of(new MemorySample(100, 200), new MemorySample(110, 200),
				new MemorySample(120, 200));
		assertThat(MemorySample.violations(level, 512)).isEmpty();
		List<MemorySample> growing = List.of(new MemorySample(100, 200), new MemorySample(200, 200),
				new MemorySample(300, 2_000));
		assertThat(MemorySample.violations(growing, 512)).hasSize(2);
		assertThat(MemorySample.violations(growing, 512)).first().asString().contains("from 200 MiB to 300 MiB");
	}

	@Test
	void wrongFlagsAreTold() {
		assertThat(LoadSize.parse("--mib", "5")).isEqualTo(new LoadSize(5, 500, 100, 20, 5));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSize.parse("--mb", "5"))
			.withMessageContaining("'--mb'");
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSize.parse("--mib", "x"))
			.withMessageContaining("'x'");
		assertThatIllegalArgumentException().isThrownBy(() -> LoadSize.parse("--topics", "1"))
			.withMessageContaining("at most 6 streams");
	}

}
