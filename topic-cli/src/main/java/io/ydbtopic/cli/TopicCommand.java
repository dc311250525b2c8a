package io.ydbtopic.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others: by itself it only asks for one of them. */
@Command(name = "topic", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "<command>",
		description = "Writes, reads, lists, describes, changes and copies YDB topics.",
		footer = { "", "Exit codes: 0 done; "
				+ "1 the server, the network or a file refused; 2 wrong flags; 130 interrupted." })
final class TopicCommand implements Runnable {

	@Spec
	private CommandSpec spec = CommandSpec.create();

	@Override
	public void run() {
		throw new ParameterException(this.spec.commandLine(),
				"a command is missing: " + String.join(", ", this.spec.subcommands().keySet()));
	}

}
