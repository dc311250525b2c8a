package io.ydbtopic.spring.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The metadata that editors show is complete.
 */
class MetadataTest {

	private static JsonNode metadata() throws IOException {
		for (URL url : Collections
			.list(MetadataTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream stream = url.openStream()) {
				JsonNode root = JsonMapper.builder().build().readTree(stream);
				if (root.toString().contains("\"ydb.topic\"")) {
					return root;
				}
			}
		}
		throw new AssertionError("There is no metadata for ydb.topic");
	}

	@Test
	void everyKeyHasATypeAndADescription() throws IOException {
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			assertThat(property.has("type")).as("type of %s", name).isTrue();
			assertThat(property.has("description")).as("description of %s", name).isTrue();
			assertThat(property.get("description").asString()).as("description of %s", name)
				.endsWith(".")
				.doesNotStartWith("The ")
				.doesNotStartWith("A ");
			if (property.get("type").asString().equals("java.lang.Boolean")) {
				assertThat(property.get("description").asString()).as("description of %s", name).startsWith("Whether");
			}
		}
	}

	@Test
	void everyKeyOfThePropertiesIsInTheMetadataAndNoOther() throws IOException {
		Set<String> described = new TreeSet<>();
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			if (name.startsWith("ydb.")) {
				described.add(name);
			}
		}
		Set<String> known = new TreeSet<>();
		OwnKeys.of(TopicProperties.class).forEach((key) -> known.add("ydb.topic." + key));
		assertThat(described).isEqualTo(known);
	}

	@Test
	void theKeysAreTheseAndChangingThemIsADecision() throws IOException {
		Set<String> keys = new TreeSet<>(OwnKeys.of(TopicProperties.class));
		OwnKeys.of(WriterProperties.class).forEach((key) -> keys.add("writers.*." + key));
		OwnKeys.of(ReaderProperties.class).forEach((key) -> keys.add("readers.*." + key));
		try (InputStream stream = getClass().getResourceAsStream("/property-keys.txt")) {
			assertThat(String.join("\n", keys))
				.isEqualToNormalizingNewlines(new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip());
		}
	}

}
