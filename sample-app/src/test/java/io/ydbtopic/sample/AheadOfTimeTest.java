package io.ydbtopic.sample;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;
import org.springframework.http.MediaType;
import org.springframework.util.FileSystemUtils;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample is processed ahead of time, started and used: on the JVM, and as a native
 * image where the compiler is at hand.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class AheadOfTimeTest {

	private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
			System.getProperty("java.class.path"));

	@TempDir
	private static Path folder;

	/** What was generated, compiled. */
	private static Path classes;

	@BeforeAll
	static void process() throws Exception {
		Path sources = folder.resolve("sources");
		Path resources = folder.resolve("resources");
		classes = folder.resolve("classes");
		run(Duration.ofMinutes(2),
				java("-cp", CLASS_PATH, SpringApplicationAotProcessor.class.getName(),
						SampleApplication.class.getName(), sources.toString(), resources.toString(), classes.toString(),
						"io.ydbtopic", "sample-app"));
		FileSystemUtils.copyRecursively(resources, classes);
		List<String> compile = new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", classes.toString(), "-cp",
				classes + File.pathSeparator + CLASS_PATH));
		try (Stream<Path> files = Files.walk(sources)) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(compile::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, compile.toArray(new String[0]))).isZero();
	}

	@Test
	void theProcessedSampleWorksOnTheJvm() throws Exception {
		int port = freePort();
		works(port, java("-Dspring.aot.enabled=true", "-cp", classes + File.pathSeparator + CLASS_PATH,
				SampleApplication.class.getName(), "--server.port=" + port));
	}

	@Test
	void whatNativeImagesNeedIsWrittenDown() throws IOException {
		StringBuilder written = new StringBuilder();
		try (Stream<Path> files = Files.walk(classes.resolve("META-INF/native-image"))) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				written.append(Files.readString(file));
			}
		}
		assertThat(written).contains("io.ydbtopic.sample.Billing")
			.contains("io.ydbtopic.sample.Order")
			.contains("io.ydbtopic.spring.autoconfigure.ListenerProperties")
			.contains("io.ydbtopic.spring.annotation.TopicListener");
	}

	@Test
	@EnabledIf(value = "nativeImageIsThere", disabledReason = "There is no native-image on the path")
	void theSampleWorksAsANativeImage() throws Exception {
		run(Duration.ofMinutes(15),
				List.of("native-image", "--no-fallback", "-cp", classes + File.pathSeparator + CLASS_PATH, "-o",
						folder.resolve("sample").toString(), SampleApplication.class.getName()));
		int port = freePort();
		works(port, List.of(folder.resolve("sample").toString(), "--server.port=" + port));
	}

	static boolean nativeImageIsThere() {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, "native-image")));
	}

	/** Starts it, places an order, and waits until that is billed. */
	private static void works(int port, List<String> command) throws Exception {
		Path log = folder.resolve("run-" + port + ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			RestClient http = RestClient.create("http://localhost:" + port);
			await().atMost(Duration.ofMinutes(1)).ignoreExceptions().until(() -> {
				if (!process.isAlive()) {
					throw new AssertionError("It ended: " + Files.readString(log));
				}
				return http.get().uri("/actuator/health").retrieve().body(String.class).contains("ydbTopic");
			});
			http.post()
				.uri("/orders")
				.contentType(MediaType.APPLICATION_JSON)
				.body("{\"id\": \"1\", \"customer\": \"ann\", \"amount\": 12.50}")
				.retrieve()
				.toBodilessEntity();
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(http.get().uri("/orders/summary").retrieve().body(String.class))
					.contains("\"billed\":1"));
			assertThat(Files.readString(log)).contains("AOT-processed");
		}
		finally {
			process.destroy();
			if (!process.waitFor(30, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
		}
	}

	private static List<String> java(String... arguments) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(arguments));
		return command;
	}

	private static void run(Duration most, List<String> command) throws Exception {
		Path log = Files.createTempFile(folder, "command", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		try {
			assertThat(process.waitFor(most.toSeconds(), TimeUnit.SECONDS)).as("in time: %s", command.get(0)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(log)).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

}
