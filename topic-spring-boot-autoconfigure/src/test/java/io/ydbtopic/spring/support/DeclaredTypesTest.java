package io.ydbtopic.spring.support;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/** A payload becomes what the method declares; who writes it can't choose a class. */
class DeclaredTypesTest {

	private final TopicMessageConverter converter = new TopicMessageConverter(
			List.of(new JsonMessageConverter(JsonMapper.builder().build())));

	private Object read(String json, Type type, Map<String, Object> headers) {
		Map<String, Object> all = new HashMap<>(headers);
		return this.converter.fromMessage(
				MessageBuilder.createMessage(json.getBytes(StandardCharsets.UTF_8), new MessageHeaders(all)), type);
	}

	@Test
	void noHeaderChoosesTheType() {
		for (String header : List.of("__TypeId__", "__ContentTypeId__", "type", "javaType", "class")) {
			assertThat(read("{\"text\":\"a\"}", Declared.class, Map.of(header, Dangerous.class.getName())))
				.isEqualTo(new Declared("a"));
		}
		assertThat(Dangerous.made).isFalse();
	}

	@Test
	void noPayloadDoes() {
		String named = "{\"@class\":\"" + Dangerous.class.getName() + "\",\"@type\":\"" + Dangerous.class.getName()
				+ "\",\"text\":\"a\"}";
		assertThat(read(named, Declared.class, Map.of())).isEqualTo(new Declared("a"));
		Type map = new ParameterizedTypeReference<Map<String, Object>>() {
		}.getType();
		String nested = "{\"a\":[\"" + Dangerous.class.getName() + "\",{}],\"b\":" + named + "}";
		assertThat(read(nested, map, Map.of())).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
			.containsEntry("a", List.of(Dangerous.class.getName(), Map.of()))
			.extractingByKey("b")
			.isInstanceOf(Map.class);
		assertThat(Dangerous.made).isFalse();
	}

	@Test
	void anObjectStaysBytes() {
		assertThat(read("{\"@class\":\"" + Dangerous.class.getName() + "\"}", Object.class, Map.of()))
			.isInstanceOf(byte[].class);
		assertThat(Dangerous.made).isFalse();
	}

	record Declared(String text) {
	}

	public static class Dangerous {

		static boolean made;

		public Dangerous() {
			made = true;
		}

	}

}
