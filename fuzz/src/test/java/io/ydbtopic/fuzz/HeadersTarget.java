package io.ydbtopic.fuzz;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.ydbtopic.client.MetadataItem;
import io.ydbtopic.spring.support.TopicHeaderMapper;
import io.ydbtopic.spring.support.TopicHeaders;
import org.springframework.messaging.MessageHeaders;

/**
 * Metadata of messages as headers and headers as metadata: what was written is read
 * again, and nothing that a writer names takes the place of what the client says.
 */
public final class HeadersTarget {

	private static final int ITEMS_MAX = 16;

	private HeadersTarget() {
	}

	public static void fuzzerTestOneInput(byte[] data) {
		Input input = new Input(data);
		Map<String, byte[]> given = new HashMap<>();
		Map<String, Object> headers = new HashMap<>();
		while (input.hasMore() && given.size() < ITEMS_MAX) {
			String key = input.text();
			byte[] value = input.take(input.number());
			given.put(key, value);
			headers.put(key, value);
		}
		List<MetadataItem> metadata = TopicHeaderMapper.metadata(TopicHeaderMapper.plain(headers));
		for (MetadataItem item : metadata) {
			item.text();
			if (item.key().startsWith(TopicHeaders.PREFIX) && !item.key().equals(TopicHeaders.CONTENT_TYPE)) {
				throw new AssertionError("a header of the client is written: " + item.key());
			}
		}
		given.forEach((key, value) -> {
			boolean ours = key.startsWith(TopicHeaders.PREFIX) || key.equals(MessageHeaders.ID)
					|| key.equals(MessageHeaders.TIMESTAMP) || key.equals(MessageHeaders.CONTENT_TYPE);
			boolean written = metadata.stream()
				.anyMatch((item) -> item.key().equals(key) && Arrays.equals(item.value(), value));
			if (!ours && !written) {
				throw new AssertionError("header '" + key + "' is lost");
			}
		});
		MessageHeaders back = TopicHeaderMapper.headers(new HostileMessage(given), 1, "ack");
		if (!Long.valueOf(HostileMessage.OFFSET).equals(back.get(TopicHeaders.OFFSET))
				|| !"orders".equals(back.get(TopicHeaders.TOPIC))
				|| !"ack".equals(back.get(TopicHeaders.ACKNOWLEDGMENT))) {
			throw new AssertionError("metadata took the place of what the client says: " + back);
		}
		back.getId();
		back.getTimestamp();
		back.getReplyChannel();
	}

}
