package io.ydbtopic.broker;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.grpc.Status;
import io.ydbtopic.broker.admin.AdminServer;
import io.ydbtopic.broker.fault.ArmedFault;
import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdminCallsTest {

	private static final Path DOCS = Path.of("docs", "faults.md");

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:4:billing"));

	private final HttpClient http = HttpClient.newHttpClient();

	private AdminServer admin;

	@BeforeEach
	void serve() throws IOException {
		this.admin = this.test.broker().serveAdmin(0);
	}

	@AfterEach
	void stop() {
		this.admin.close();
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> get(String path) throws Exception {
		return send(HttpRequest.newBuilder(URI.create(this.admin.url() + path)));
	}

	private HttpResponse<String> post(String path, String form) throws Exception {
		return send(HttpRequest.newBuilder(URI.create(this.admin.url() + path)).POST(BodyPublishers.ofString(form)));
	}

	private JsonObject fault(String form) throws Exception {
		HttpResponse<String> answer = post("/faults", form);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
		return JsonParser.parseString(answer.body()).getAsJsonObject();
	}

	@Test
	void aFaultThatHappensAtOnceHappensAndIsCounted() throws Exception {
		WriteStream shop = this.test.writer();
		shop.init("orders", "shop");
		WriteStream till = this.test.writer();
		till.init("orders", "till");
		JsonObject answer = fault("kind=end-stream&producer=shop&status=overloaded&message=too+much");
		assertThat(shop.awaitFatal().getIssues(0).getMessage()).isEqualTo("too much");
		assertThat(answer.getAsJsonObject("counts").get("END_STREAM").getAsInt()).isEqualTo(1);
		till.write(1);
		fault("kind=CUT_STREAM");
		assertThat(till.awaitEnd().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
	}

	@Test
	void anArmedFaultIsListedUntilItHasStruck() throws Exception {
		JsonArray armed = fault("kind=FAIL_HANDSHAKE&topic=orders&times=1&status=UNAVAILABLE").getAsJsonArray("armed");
		assertThat(armed).hasSize(1);
		assertThat(armed.get(0).getAsJsonObject().get("scope").getAsString()).isEqualTo("topic /local/orders");
		assertThat(armed.get(0).getAsJsonObject().get("left").getAsInt()).isEqualTo(1);
		WriteStream writer = this.test.writer();
		writer.initOnly(InitRequest.newBuilder().setPath("orders").setProducerId("p"));
		assertThat(writer.awaitFatal().getStatus()).isEqualTo(StatusCode.UNAVAILABLE);
		JsonObject after = JsonParser.parseString(get("/faults").body()).getAsJsonObject();
		assertThat(after.getAsJsonArray("armed")).isEmpty();
		assertThat(after.getAsJsonObject("counts").get("FAIL_HANDSHAKE").getAsInt()).isEqualTo(1);
	}

	@Test
	void topicsTellOffsetsAndReaders() throws Exception {
		WriteStream writer = this.test.writer();
		writer.init("orders", "p");
		writer.write(1);
		ReadStream reader = this.test.reader();
		String session = reader.init("orders", "billing").getSessionId();
		reader.start();
		String body = get("/topics").body();
		JsonObject topic = JsonParser.parseString(body).getAsJsonArray().get(0).getAsJsonObject();
		assertThat(topic.get("topic").getAsString()).isEqualTo("/local/orders");
		assertThat(topic.getAsJsonArray("partitions")).hasSize(4);
		assertThat(body).contains("\"end\": 1", "\"consumer\": \"billing\"", "\"session\": \"" + session + "\"");
	}

	/** Every kind that can be armed or done has its call. */
	@ParameterizedTest
	@EnumSource
	void everyKindCanBeCalled(FaultKind kind) throws Exception {
		String form = "kind=" + kind + switch (kind) {
			case END_STREAM, FAIL_HANDSHAKE, FAIL_CALL, FAIL_COMMIT -> "&status=ABORTED";
			case DELAY_ACKS, DELAY_MESSAGES, DELAY_COMMITS, DELAY_HANDSHAKE -> "&delay=5ms";
			case REBALANCE -> "&topic=orders&consumer=billing";
			case STOP_FORCED, FREEZE, SPLIT, MOVE_PARTITION -> "&topic=orders&partition=1";
			case EXPIRE_MESSAGES -> "&topic=orders&partition=1&offset=0";
			case SKEW_CLOCK -> "&by=1h";
			default -> "";
		};
		fault(form);
		List<ArmedFault> armed = this.test.broker().faults().armed();
		switch (kind) {
			case DROP_BEFORE_STORING, DROP_AFTER_STORING, DELAY_ACKS, LOSE_ACKS, DELAY_MESSAGES, DELAY_COMMITS,
					FAIL_HANDSHAKE, DELAY_HANDSHAKE, DIE_AFTER_HANDSHAKE, IGNORE_HANDSHAKE, REJECT_TOKEN, DOUBT_TOKEN,
					FREEZE, FAIL_CALL, FAIL_COMMIT, LOSE_COMMIT_ANSWER ->
				assertThat(armed).extracting(ArmedFault::kind).containsExactly(kind);
			default -> assertThat(armed).isEmpty();
		}
	}

	@Test
	void everyKindIsDocumented() throws IOException {
		String docs = Files.readString(DOCS);
		for (FaultKind kind : FaultKind.values()) {
			assertThat(docs).contains("| `" + kind + "` |");
		}
	}

	@Test
	void theCallsOfTheDocumentationWork() throws Exception {
		Matcher calls = Pattern.compile("^curl (?:-d '(.*)' )?http://localhost:2137(/.*)$", Pattern.MULTILINE)
			.matcher(Files.readString(DOCS));
		int count = 0;
		while (calls.find()) {
			String form = calls.group(1);
			HttpResponse<String> answer = (form != null) ? post(calls.group(2), form) : get(calls.group(2));
			assertThat(answer.statusCode()).as(calls.group() + ": " + answer.body()).isEqualTo(200);
			count++;
		}
		assertThat(count).isGreaterThan(10);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					kind=NONSENSE | 'kind' is 'NONSENSE' (expected one of END_STREAM
					topic=orders | 'kind' is missing
					kind=FREEZE&topic=orders | 'partition' is missing
					kind=FREEZE&topic=orders&partition=x | 'partition' is 'x' (expected a number)
					kind=LOSE_ACKS&times=-1 | requests is -1
					kind=LOSE_ACKS&times=99999999999 | 'times' is '99999999999'
					kind=LOSE_ACKS&tims=1 | 'tims' is not known here (expected some of [consumer, kind, partition, producer, seed, share, times, topic])
					kind=LOSE_ACKS&share=2 | share is 2.0
					kind=LOSE_ACKS&consumer=billing | can't be limited to consumer 'billing'
					kind=LOSE_ACKS&times=1&times=2 | 'times' is given twice
					kind=DELAY_ACKS&delay=2 | 'delay' is '2' (expected a duration
					kind=DELAY_ACKS&delay=-2s | delay is PT-2S
					kind=SPLIT&topic=orders&partition=77 | partition 77
					kind=SPLIT&topic=nothing&partition=0 | nothing
					kind=FREEZE&topic=orders&partition=0&enabled=yes | 'enabled' is 'yes' (expected true or false)
					kind=%zz | not well encoded
					""")
	void aWrongFormIsRefusedAndDoesNothing(String form, String text) throws Exception {
		HttpResponse<String> answer = post("/faults", form);
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
		assertThat(JsonParser.parseString(answer.body()).getAsJsonObject().get("error").getAsString()).contains(text);
		assertThat(this.test.broker().faults().armed()).isEmpty();
	}

	@Test
	void otherPathsAndMethodsAreRefused() throws Exception {
		assertThat(get("/").statusCode()).isEqualTo(404);
		assertThat(get("/faults/clear").statusCode()).isEqualTo(405);
		assertThat(post("/topics", "").statusCode()).isEqualTo(405);
		assertThat(post("/faults", "x".repeat(70_000)).statusCode()).isEqualTo(413);
	}

	@Test
	void aWebPageGetsNowhere() throws Exception {
		assertThat(send(HttpRequest.newBuilder(URI.create(this.admin.url() + "/faults"))
			.header("Origin", "http://evil.example")
			.POST(BodyPublishers.ofString("kind=CUT_STREAM"))).statusCode()).isEqualTo(403);
		assertThat(this.test.broker().faults().count(FaultKind.CUT_STREAM)).isZero();
		URI url = URI.create(this.admin.url());
		try (Socket socket = new Socket("localhost", url.getPort())) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write("GET /topics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 403")
				.doesNotContain("orders");
		}
	}

}
