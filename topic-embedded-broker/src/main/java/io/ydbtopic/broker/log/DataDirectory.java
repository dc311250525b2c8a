package io.ydbtopic.broker.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a broker on disk, with a mark that tells its format. A directory that
 * is not a broker's, or of a newer broker, is refused before anything in it is touched.
 * Immutable, for any thread.
 *
 * @param path the directory
 */
record DataDirectory(Path path) {

	private static final String MARK = "ydb-topic-broker";

	private static final int FORMAT = 1;

	private static final int MARK_BYTES_MAX = 100;

	/** Opens the directory, or makes it. */
	static DataDirectory open(Path path) {
		DataDirectory directory = new DataDirectory(path);
		try {
			Files.createDirectories(path);
			Path mark = path.resolve("FORMAT");
			if (directory.isFresh(mark)) {
				writeMark(mark);
			}
			else if (Files.exists(mark)) {
				directory.check(readMark(mark));
			}
			else {
				throw new IllegalStateException("Directory " + path
						+ " is not empty and was not written by a broker (expected an empty one, or one with a file"
						+ " FORMAT; nothing was changed)");
			}
			return directory;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"Directory " + path + " can't be used: " + ex + " (expected a directory that may be written)", ex);
		}
	}

	/**
	 * On the device before anything else is: without it the directory is a foreign one.
	 */
	private static void writeMark(Path mark) throws IOException {
		try (FileChannel channel = FileChannel.open(mark, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			channel.write(ByteBuffer.wrap((MARK + " " + FORMAT + "\n").getBytes(StandardCharsets.US_ASCII)));
			channel.force(true);
		}
	}

	private void check(String mark) {
		if (!mark.equals(MARK + " " + FORMAT)) {
			throw new IllegalStateException("Directory " + this.path + " has format '" + mark + "' (expected '" + MARK
					+ " " + FORMAT + "'; use the broker that wrote it, or another directory; nothing was changed)");
		}
	}

	/** Nothing is there, or a mark that a broker began to write when it was killed. */
	private boolean isFresh(Path mark) throws IOException {
		try (Stream<Path> entries = Files.list(this.path)) {
			List<Path> there = entries.limit(2).toList();
			return there.isEmpty() || (there.equals(List.of(mark)) && Files.size(mark) == 0);
		}
	}

	/** Of a foreign file no more than is worth showing. */
	private static String readMark(Path mark) throws IOException {
		try (InputStream in = Files.newInputStream(mark)) {
			return new String(in.readNBytes(MARK_BYTES_MAX), StandardCharsets.ISO_8859_1).strip();
		}
	}

	Path file() {
		return this.path.resolve("broker.mv");
	}

}
