package io.ydbtopic.cli;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.admin.PathDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists a directory. */
@Command(name = "list", mixinStandardHelpOptions = true,
		description = "Lists the topics and directories that are directly in a directory.")
final class ListCommand implements Callable<Integer> {

	@Mixin
	private ConnectionOptions connection = new ConnectionOptions();

	@Parameters(paramLabel = "<directory>", arity = "0..1",
			description = "path of the directory (default: the root of the database)")
	private String directory = "";

	@Option(names = "--json", description = "one JSON object a line instead of a table")
	private boolean json;

	private final Terminal terminal;

	ListCommand(Terminal terminal) {
		this.terminal = terminal;
	}

	@Override
	public Integer call() {
		List<PathDescription> entries;
		try (TopicClient client = this.connection.open()) {
			entries = ConnectionOptions.await(client.admin().list(this.directory));
		}
		if (this.json) {
			entries.forEach((entry) -> Json.print(this.terminal.out(), object(entry)));
			return 0;
		}
		Table table = new Table("KIND", "PATH");
		entries.forEach((entry) -> table.row(kind(entry), entry.path()));
		MessageOutput.write(this.terminal.out(), table.toString().getBytes(StandardCharsets.UTF_8));
		return 0;
	}

	private static Map<String, Object> object(PathDescription entry) {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("path", entry.path());
		object.put("kind", kind(entry));
		object.put("owner", entry.owner());
		return object;
	}

	private static String kind(PathDescription entry) {
		return entry.kind().name().toLowerCase(Locale.ROOT);
	}

}
