package io.ydbtopic.spring.test;

import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.admin.ConsumerConfig;
import io.ydbtopic.client.admin.TopicChange;
import io.ydbtopic.spring.annotation.TopicListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The console in a headless Chromium, if {@code chromium} and {@code chromedriver} are on
 * the path. Leaves a picture of each view in {@code target/screenshots}.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "ydb.topic.console.enabled=true", "ydb.topic.console.lag-interval=250ms",
				"ydb.topic.listener.retry.max-attempts=1", "ydb.topic.listener.ack-mode=record" })
@EmbeddedTopicBroker(topics = { "orders", "payments:2", "rejects" }, consumers = { "billing", "audit" })
class ConsoleBrowserTest {

	private static final Path SCREENSHOTS = Path.of("target/screenshots");

	private static final String HOSTILE = "<script>window.pwned=1</script>\"'><img src=x onerror=window.pwned=1>";

	/** A server takes no slash in a name. */
	private static final String HOSTILE_NAME = "\"'><img src=x onerror=window.pwned=1>";

	@TempDir
	static Path profile;

	private static ChromeDriver browser;

	@LocalServerPort
	int port;

	@Autowired
	TopicClient client;

	@Autowired
	Shop shop;

	@BeforeAll
	static void open() throws IOException {
		Optional<File> chromium = onPath("chromium");
		Optional<File> driver = onPath("chromedriver");
		Assumptions.assumeTrue(chromium.isPresent() && driver.isPresent(),
				"SKIPPED: the console was not tested in a browser, because chromium or chromedriver is not on the PATH");
		Files.createDirectories(SCREENSHOTS);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium.get());
		options.addArguments("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + profile);
		browser = new ChromeDriver(
				new ChromeDriverService.Builder().usingDriverExecutable(driver.get()).usingAnyFreePort().build(),
				options);
		browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(10)).pageLoadTimeout(Duration.ofSeconds(30));
	}

	@AfterAll
	static void close() {
		if (browser != null) {
			browser.quit();
		}
	}

	private static Optional<File> onPath(String program) {
		return Stream.of(Objects.requireNonNullElse(System.getenv("PATH"), "").split(Pattern.quote(File.pathSeparator)))
			.map((directory) -> new File(directory, program))
			.filter(File::canExecute)
			.findFirst();
	}

	@BeforeEach
	void light() {
		appearance("light", 1280);
	}

	private static void appearance(String scheme, int width) {
		browser.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
		browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
	}

	private void go(String view) {
		browser.get("about:blank");
		browser.get("http://localhost:" + this.port + "/topics-console/#/" + view);
		await().until(() -> !browser.findElements(By.cssSelector("main h1")).isEmpty());
	}

	private static Object js(String script, Object... arguments) {
		return ((JavascriptExecutor) browser).executeScript(script, arguments);
	}

	private static String text(String css) {
		return String.valueOf(
				js("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent).join(' | ')", css));
	}

	/** Clicks what is there at the moment: the page is made anew now and then. */
	private static void click(String label) {
		await().ignoreException(StaleElementReferenceException.class)
			.until(() -> browser.findElements(By.xpath("//button[@aria-label='" + label + "' or .='" + label + "']"))
				.stream()
				.filter(WebElement::isDisplayed)
				.findFirst()
				.map((button) -> {
					button.click();
					return true;
				})
				.orElse(false));
	}

	private static void picture(String name) throws IOException {
		js("scrollTo(0, 0)");
		long height = ((Number) js("return document.documentElement.scrollHeight")).longValue();
		long width = ((Number) js("return innerWidth")).longValue();
		browser.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", Math.max(600, height), "deviceScaleFactor", 1, "mobile", false));
		Files.write(SCREENSHOTS.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
	}

	private void write(String topic, String producer, String... payloads) throws Exception {
		WriterSettings settings = WriterSettings.builder(topic).producerId(producer).build();
		try (TopicWriter<String> writer = this.client.writer(settings, Serializer.string())) {
			for (String payload : payloads) {
				writer.write(OutgoingMessage.of(payload)).get();
			}
		}
	}

	@Test
	void lagMovesWhileASlowListenerRunsAndARestartFromAnOffsetTakesEffect() throws Exception {
		go("topic/orders");
		write("orders", "shop-1",
				Stream.iterate(1, (n) -> n + 1).limit(40).map((n) -> "order " + n).toArray(String[]::new));
		await().untilAsserted(() -> assertThat(lagNow("billing")).isEqualTo(40));
		this.shop.permits.release(15);
		await().untilAsserted(() -> assertThat(lagNow("billing")).isEqualTo(25));
		await().until(() -> !browser.findElements(By.cssSelector("polyline.series")).isEmpty());
		picture("topic-lag-light");
		this.shop.permits.release(1000);
		await().untilAsserted(() -> assertThat(lagNow("billing")).isZero());
		List<Object> drawn = List.of(js("return document.querySelector('polyline.series').getAttribute('points')"));
		assertThat(drawn.get(0).toString().split(" ")).as("points of the line").hasSizeGreaterThan(2);
		this.shop.orders.clear();
		click("Restart consumer billing, partition 0, from an offset");
		WebElement offset = browser.findElement(By.id("dialog-offset"));
		assertThat(browser.switchTo().activeElement()).isEqualTo(offset);
		picture("restart-dialog");
		offset.clear();
		offset.sendKeys("minus one", Keys.ENTER);
		await().until(() -> text("#dialog-error").contains("expected: a number"));
		offset.clear();
		offset.sendKeys("30", Keys.ENTER);
		await().untilAsserted(() -> assertThat(this.shop.orders).containsExactly("order 31", "order 32", "order 33",
				"order 34", "order 35", "order 36", "order 37", "order 38", "order 39", "order 40"));
		await().untilAsserted(() -> assertThat(text("#status")).contains("restarts partition 0 from offset 30"));
	}

	private static long lagNow(String consumer) {
		Object lag = js(
				"const li = [...document.querySelectorAll('.legend li')].find(e => e.querySelector('.name').textContent === arguments[0]);"
						+ "return li ? li.querySelector('.lag-now').textContent : '-1'",
				consumer);
		return Long.parseLong(String.valueOf(lag).replace(",", ""));
	}

	@Test
	void aHeldPartitionIsReleasedAndAListenerIsPausedByTheKeyboard() throws Exception {
		write("rejects", "shop-2", "poison", "fine");
		go("listeners");
		await().untilAsserted(() -> assertThat(text("main")).contains("Held", "IllegalStateException"));
		checkAccessibility();
		picture("listeners-held-light");
		this.shop.poisoned = false;
		click("Release /local/rejects partition 0: try the message again");
		await().untilAsserted(() -> assertThat(this.shop.rejects).containsExactly("poison", "fine"));
		await().untilAsserted(() -> assertThat(text("main")).doesNotContain("Held"));
		js("document.querySelector('[data-key=\"pause rejects\"]').focus()");
		browser.switchTo().activeElement().sendKeys(Keys.ENTER);
		await().untilAsserted(() -> assertThat(text("#status")).contains("Listener rejects is paused"));
		assertThat(text("[aria-labelledby='listener-rejects'] .state")).contains("Paused");
		click("Resume listener rejects");
		await()
			.untilAsserted(() -> assertThat(text("[aria-labelledby='listener-rejects'] .state")).contains("Running"));
	}

	@Test
	void hostileNamesAndPayloadsAreShownAsTheyAreAndDoNothing() throws Exception {
		this.client.admin()
			.alterTopic("payments", TopicChange.builder().addConsumer(ConsumerConfig.of(HOSTILE_NAME)).build())
			.get();
		write("payments", HOSTILE, HOSTILE, "{\"amount\": 12.50, \"currency\": \"EUR\"}");
		WriterSettings settings = WriterSettings.builder("payments").producerId("binary").partitionId(0L).build();
		try (TopicWriter<byte[]> writer = this.client.writer(settings, Serializer.bytes())) {
			writer.write(new byte[] { 0, 1, (byte) 0xfe, (byte) 0xff }).get();
		}
		go("topic/payments");
		await().untilAsserted(() -> assertThat(text("h3")).contains(HOSTILE_NAME));
		StringBuilder seen = new StringBuilder();
		for (String partition : List.of("1", "0")) {
			js("document.querySelector('select[name=partition]').value = arguments[0]", partition);
			click("Load messages");
			await().untilAsserted(() -> assertThat(text("#status")).endsWith(" messages."));
			seen.append(text("pre.payload")).append(text("td .name"));
			js("document.getElementById('status').textContent = ''");
		}
		assertThat(seen.toString()).contains(HOSTILE).contains("00 01 fe ff");
		assertThat(js(
				"return window.pwned === undefined && document.querySelectorAll('main script, main img').length === 0"))
			.isEqualTo(true);
		checkAccessibility();
		picture("topic-messages-light");
		go("topic/" + URLEncoder.encode(HOSTILE, StandardCharsets.UTF_8).replace("+", "%20"));
		assertThat(text("main")).contains(HOSTILE);
		assertThat(js("return window.pwned === undefined")).isEqualTo(true);
	}

	@Test
	void everyViewIsUsableInLightDarkAndNarrow() throws Exception {
		write("payments", "shop-3", "one");
		for (String view : List.of("topics", "topic/payments", "listeners", "streams")) {
			for (String scheme : List.of("light", "dark")) {
				appearance(scheme, 1280);
				go(view);
				checkAccessibility();
				picture(view.replace("/payments", "") + "-" + scheme);
			}
			appearance("light", 390);
			go(view);
			assertThat(js("return document.documentElement.scrollWidth <= innerWidth")).as("%s fits a telephone", view)
				.isEqualTo(true);
			picture(view.replace("/payments", "") + "-narrow");
		}
	}

	@Test
	void theKeyboardReachesTheMenuInOrder() {
		go("topics");
		js("document.activeElement.blur()");
		StringBuilder order = new StringBuilder();
		for (int i = 0; i < 5; i++) {
			browser.switchTo().activeElement().sendKeys(Keys.TAB);
			order.append(browser.switchTo().activeElement().getText()).append('|');
		}
		assertThat(order.toString()).contains("Skip to the content|Topics|Listeners|Streams|").contains("Live updates");
	}

	/** What can be checked without a library: names, headings, tables, and contrast. */
	private static void checkAccessibility() {
		assertThat(
				js("""
						const problems = [];
						if (document.body.textContent.match(/\\[object|undefined|NaN/)) problems.push('a value that is no text');
						const all = (css) => [...document.querySelectorAll(css)].filter(e => e.checkVisibility());
						if (!document.documentElement.lang) problems.push('no language');
						if (all('h1').length !== 1) problems.push(all('h1').length + ' h1');
						let level = 1;
						for (const h of all('main h1, main h2, main h3')) {
							const own = Number(h.tagName[1]);
							if (own > level + 1) problems.push('heading skips a level: ' + h.textContent);
							level = own;
						}
						for (const e of all('button, a')) {
							if (!(e.getAttribute('aria-label') || e.textContent).trim()) problems.push('no name: ' + e.outerHTML);
						}
						for (const e of all('input, select')) {
							if (!e.labels.length) problems.push('no label: ' + e.outerHTML);
						}
						for (const e of all('th')) if (!e.scope) problems.push('no scope: ' + e.outerHTML);
						for (const e of all('svg')) {
							if (!e.getAttribute('aria-label') && !e.closest('[aria-hidden=true]')) problems.push('silent picture');
						}
						if (all('[tabindex]').some(e => e.tabIndex > 0)) problems.push('tabindex above 0');
						const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
						if (new Set(ids).size !== ids.length) problems.push('an id twice');
						const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
						const light = (c) => { const [r, g, b] = c.slice(0, 3).map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
						for (const e of all('body *')) {
							if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.disabled || e.closest('.skip')) continue;
							let back = e;
							while (back && (rgb(getComputedStyle(back).backgroundColor)[3] === 0)) back = back.parentElement;
							const a = light(rgb(getComputedStyle(e)[e.closest('svg') ? 'fill' : 'color'])), b = light(rgb(getComputedStyle(back || document.body).backgroundColor));
							const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
							if (ratio < 4.5) problems.push('contrast ' + ratio.toFixed(2) + ': ' + e.textContent.slice(0, 40));
						}
						return problems.join('\\n')"""))
			.isEqualTo("");
	}

	static class Shop {

		final Semaphore permits = new Semaphore(0);

		final List<String> orders = new CopyOnWriteArrayList<>();

		final List<String> rejects = new CopyOnWriteArrayList<>();

		volatile boolean poisoned = true;

		@TopicListener(id = "billing", topics = "orders", consumer = "billing")
		void onOrder(String order) throws InterruptedException {
			this.permits.acquire();
			this.orders.add(order);
		}

		@TopicListener(id = "payments", topics = "payments", consumer = "billing")
		void onPayment(byte[] payment) {
		}

		@TopicListener(id = "rejects", topics = "rejects", consumer = "audit")
		void onReject(String reject) {
			if (this.poisoned) {
				throw new IllegalStateException("not this one");
			}
			this.rejects.add(reject);
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Shop.class)
	static class App {

	}

}
