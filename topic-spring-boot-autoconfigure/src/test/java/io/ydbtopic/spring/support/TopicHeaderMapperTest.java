package io.ydbtopic.spring.support;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import io.ydbtopic.client.MetadataItem;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.MessageHeaders;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;

class TopicHeaderMapperTest {

	private static Map<String, String> texts(Map<String, Object> headers) {
		Map<String, String> texts = new TreeMap<>();
		for (MetadataItem item : TopicHeaderMapper.metadata(new MessageHeaders(headers))) {
			texts.put(item.key(), item.text());
		}
		return texts;
	}

	@Test
	void simpleValuesBecomeText() {
		UUID id = UUID.fromString("11111111-2222-3333-4444-555555555555");
		assertThat(texts(Map.of("text", "a", "buffer", new StringBuilder("b"), "number", 42L, "truth", true, "day",
				DayOfWeek.MONDAY, "uuid", id, "at", Instant.EPOCH, "for", Duration.ofSeconds(2), "where",
				URI.create("http://a/b"), "form", MimeTypeUtils.TEXT_PLAIN)))
			.containsExactlyInAnyOrderEntriesOf(Map.of("text", "a", "buffer", "b", "number", "42", "truth", "true",
					"day", "MONDAY", "uuid", id.toString(), "at", "1970-01-01T00:00:00Z", "for", "PT2S", "where",
					"http://a/b", "form", "text/plain"));
	}

	@Test
	void bytesStayBytesAndTheContentTypeHasItsName() {
		List<MetadataItem> items = TopicHeaderMapper
			.metadata(new MessageHeaders(Map.of("raw", "x".getBytes(StandardCharsets.UTF_8))));
		assertThat(items).singleElement().satisfies((item) -> assertThat(item.value()).containsExactly('x'));
		assertThat(texts(Map.of(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON)))
			.containsExactly(Map.entry(TopicHeaders.CONTENT_TYPE, "application/json"));
	}

	@Test
	void objectsAndOurOwnHeadersStayBehind() {
		assertThat(texts(Map.of(MessageHeaders.REPLY_CHANNEL, new Object(), "list", List.of(1), TopicHeaders.OFFSET, 7L,
				"kept", "yes")))
			.containsExactly(Map.entry("kept", "yes"));
	}

}
