package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/configuration.md} has each key, and no other.
 */
class ConfigurationReferenceTest {

	private static final Pattern KEY_OF_A_ROW = Pattern.compile("^\\| `(ydb\\.topic\\.[a-z.-]+)` \\|",
			Pattern.MULTILINE);

	@Test
	void everyKeyHasItsRowAndNoRowIsLeftOver() throws IOException {
		Set<String> documented = new TreeSet<>();
		Matcher row = KEY_OF_A_ROW.matcher(Files.readString(Path.of("../docs/configuration.md")));
		while (row.find()) {
			documented.add(row.group(1));
		}
		Set<String> known = new TreeSet<>();
		OwnKeys.of(TopicProperties.class).forEach((key) -> known.add("ydb.topic." + key));
		assertThat(documented).as("rows of docs/configuration.md; add one like the others, or remove it")
			.isEqualTo(known);
	}

}
