package io.ydbtopic.simulator;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What the command says. */
class SimulateMainTest {

	private static final Pattern REPLAY = Pattern.compile("replay: simulator/simulate (.*)");

	@Test
	void aSeedThatFailsIsToldWithWhatMattersAndTheCommandThatReplaysIt() {
		Told told = simulate(Sabotage.TASK_FAILS, "--seeds", "1", "--minutes", "1", "--first-seed", "7");

		assertThat(told.good).isFalse();
		assertThat(told.text).contains("seed 7 failed", "NO_TASK_FAILS", "0 of ", " faults matter",
				"1 seeds, 1 failed");
		Matcher replay = REPLAY.matcher(told.text);
		assertThat(replay.find()).isTrue();
		assertThat(replay.group(1)).isEqualTo("--seeds 1 --minutes 1 --first-seed 7 --faults ''");
		Told again = simulate(Sabotage.TASK_FAILS, replay.group(1).replace("''", "").split(" ", -1));
		assertThat(again.good).isFalse();
		assertThat(again.text).contains("seed 7 failed", "NO_TASK_FAILS");
	}

	@Test
	void onlyTheFaultsOfAReplayStrike() {
		Told told = simulate(Sabotage.NONE, "--seeds", "1", "--minutes", "1", "--first-seed", "7", "--faults", "");

		assertThat(told.text).contains("faults:   {}");
		assertThat(told.good).isTrue();
	}

	@Test
	void severalThreadsDoWhatOneDoes() {
		String[] args = { "--seeds", "6", "--minutes", "1", "--first-seed", "300", "--hashes", "--threads" };

		assertThat(hashes(append(args, "3"))).isEqualTo(hashes(append(args, "1"))).hasSize(6);
	}

	@Test
	void flagsThatAreNoneAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> SimulateOptions.parse("--seeds"))
			.withMessage("--seeds has no value");
		assertThatIllegalArgumentException().isThrownBy(() -> SimulateOptions.parse("--seeds", "many"))
			.withMessage("--seeds is 'many' (expected a number)");
		assertThatIllegalArgumentException().isThrownBy(() -> SimulateOptions.parse("--threads", "0"))
			.withMessage("--threads is 0 (expected a number from 1 on)");
		assertThatIllegalArgumentException().isThrownBy(() -> SimulateOptions.parse("--speed", "1"))
			.withMessageContaining("unknown flag --speed");
	}

	private static List<String> hashes(String... args) {
		List<String> found = new ArrayList<>();
		for (String line : simulate(Sabotage.NONE, args).text.split("\n")) {
			if (line.contains("hash")) {
				found.add(line);
			}
		}
		return found;
	}

	private static String[] append(String[] args, String last) {
		List<String> all = new ArrayList<>(List.of(args));
		all.add(last);
		return all.toArray(new String[0]);
	}

	private static Told simulate(Sabotage sabotage, String... args) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		boolean good = new SimulateMain(SimulateOptions.parse(args),
				new PrintStream(bytes, true, StandardCharsets.UTF_8), sabotage)
			.run();
		return new Told(good, bytes.toString(StandardCharsets.UTF_8));
	}

	private record Told(boolean good, String text) {
	}

}
