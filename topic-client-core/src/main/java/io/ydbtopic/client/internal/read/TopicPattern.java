package io.ydbtopic.client.internal.read;

import java.util.regex.Pattern;

import io.ydbtopic.client.TopicSource;
import io.ydbtopic.client.admin.PathDescription;

/**
 * Which topics of one directory a source stands for: a star is any text, a question mark
 * any letter.
 *
 * @param directory path of the directory; empty for the database itself
 * @param names what their names look like
 */
record TopicPattern(String directory, Pattern names) {

	static TopicPattern of(TopicSource source) {
		String path = source.path();
		int slash = path.lastIndexOf('/');
		String name = path.substring(slash + 1);
		StringBuilder names = new StringBuilder();
		for (int i = 0; i < name.length(); i++) {
			char letter = name.charAt(i);
			switch (letter) {
				case '*' -> names.append(".*");
				case '?' -> names.append('.');
				default -> names.append(Pattern.quote(String.valueOf(letter)));
			}
		}
		return new TopicPattern((slash < 0) ? "" : path.substring(0, slash), Pattern.compile(names.toString()));
	}

	boolean matches(PathDescription entry) {
		return entry.isTopic() && this.names.matcher(entry.name()).matches();
	}

}
