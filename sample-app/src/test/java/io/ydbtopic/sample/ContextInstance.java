package io.ydbtopic.sample;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * An application in this JVM, behind a line of its own. {@link #kill()} cuts that line:
 * to the broker it is dead, though it goes on with what it has in hand, which is worse
 * than a process that is gone.
 */
final class ContextInstance implements Instance {

	private final SeverableLine line;

	private final ConfigurableApplicationContext context;

	ContextInstance(int brokerPort, List<String> arguments) throws Exception {
		this.line = new SeverableLine(brokerPort);
		List<String> all = new ArrayList<>(arguments);
		all.add("--ydb.topic.connection-string=grpc://localhost:" + this.line.port() + "/local");
		all.add("--ydb.topic.discovery.enabled=false");
		this.context = new SpringApplicationBuilder(SampleApplication.class).web(WebApplicationType.NONE)
			.run(all.toArray(new String[0]));
	}

	@Override
	public void kill() {
		this.line.close();
	}

	@Override
	public void stop() {
		this.context.close();
	}

	@Override
	public void close() {
		this.line.close();
		this.context.close();
	}

}
