package io.ydbtopic.broker.journal;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened in a broker. It holds no token and no payload. Immutable.
 *
 * @param number 1 and up, without gaps; the order in which things happened
 * @param time by the broker's clock
 * @param kind what happened
 * @param topic the topic's absolute path; null when it is about none
 * @param partition the partition; null when it is about none
 * @param who the consumer, the producer or the session that it is about; empty for none
 * @param text the rest, for people
 */
public record JournalEvent(long number, Instant time, JournalKind kind, @Nullable String topic,
		@Nullable Long partition, String who, String text) {

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	/**
	 * Whether it is about a topic.
	 * @param path an absolute path, or the end of one, such as {@code orders}
	 * @return false when it is about another one or none
	 */
	public boolean isAbout(String path) {
		return this.topic != null && (this.topic.equals(path) || this.topic.endsWith("/" + path));
	}

	/**
	 * One line that a person can read.
	 * @return number, time in UTC, kind, place, who, and the text
	 */
	@Override
	public String toString() {
		StringBuilder line = new StringBuilder(120);
		line.append('#').append(this.number).append(' ').append(TIME.format(this.time)).append(' ').append(this.kind);
		if (this.topic != null) {
			line.append(' ').append(this.topic);
			if (this.partition != null) {
				line.append('/').append(this.partition.longValue());
			}
		}
		if (!this.who.isEmpty()) {
			line.append(' ').append(this.who);
		}
		if (!this.text.isEmpty()) {
			line.append(": ").append(this.text);
		}
		return withoutControls(line);
	}

	/** Names come from clients, and one event stays one line. */
	private static String withoutControls(StringBuilder line) {
		StringBuilder clean = new StringBuilder(line.length());
		line.chars().forEach((c) -> {
			if (isShown(c)) {
				clean.append((char) c);
			}
			else {
				clean.append(String.format(Locale.ROOT, "\\u%04x", c));
			}
		});
		return clean.toString();
	}

	/** Neither breaks a line nor changes the direction or the look of what follows. */
	private static boolean isShown(int c) {
		int type = Character.getType(c);
		return type != Character.CONTROL && type != Character.FORMAT && type != Character.LINE_SEPARATOR
				&& type != Character.PARAGRAPH_SEPARATOR;
	}

}
