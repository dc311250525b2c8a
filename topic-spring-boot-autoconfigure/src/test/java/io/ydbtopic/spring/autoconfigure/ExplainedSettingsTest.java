package io.ydbtopic.spring.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.config.ListenerAttributes;
import io.ydbtopic.spring.config.ListenerSetting;
import io.ydbtopic.spring.config.ListenerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Each setting of a listener says where it came from.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExplainedSettingsTest {

	@TempDir
	Path directory;

	private ApplicationContextRunner configured(String yaml) throws Exception {
		Path file = Files.writeString(this.directory.resolve("application.yml"), yaml);
		return new ApplicationContextRunner().withInitializer(new ConfigDataApplicationContextInitializer())
			.withSystemProperties("spring.config.location=" + file.toUri())
			.withConfiguration(AutoConfigurations.of(TopicAutoConfiguration.class))
			.withBean("client", TopicClient.class, () -> mock());
	}

	@Test
	void oneLineTellsEachSettingAndWhereItCameFrom(CapturedOutput output) throws Exception {
		configured("""
				ydb.topic:
				  reader:
				    batch.max-messages: 50
				  listener:
				    concurrency: 2
				    retry.max-attempts: 4
				  listeners:
				    billing:
				      retry:
				        max-attempts: 7
				""").withBean(Billing.class).run((context) -> assertThat(context).hasNotFailed());
		String line = output.getOut()
			.lines()
			.filter((one) -> one.contains("Listener 'billing' (") && one.contains("topics="))
			.reduce((one, other) -> {
				throw new AssertionError("two lines for one listener");
			})
			.orElseThrow();
		assertThat(line).contains("Billing.listen(String)")
			.contains("topics=[orders] (declared)")
			.contains("stop-timeout=PT7S (declared)")
			.contains("concurrency=2 (ydb.topic.listener.concurrency, ")
			.contains("application.yml] - 5:18)")
			.contains("retry.max-attempts=7 (ydb.topic.listeners.billing.retry.max-attempts, ")
			.contains("batch.max-messages=50 (ydb.topic.reader.batch.max-messages, ");
		assertThat(line.substring(line.indexOf("by default: "))).contains("ack-mode=BATCH")
			.contains("shutdown-timeout=PT20S")
			.doesNotContain("concurrency=");
	}

	@Test
	void whatReconnectsAReaderIsNotTakenForWhatRetriesAMessage() throws Exception {
		configured("ydb.topic.reader.retry.max-attempts: 3").withBean(Billing.class).run((context) -> {
			Map<String, ListenerSetting> settings = explain(context.getBean(ListenerSettings.class));
			assertThat(settings.get("retry.max-attempts").value()).isEqualTo("10");
			assertThat(settings.get("retry.max-attempts").isDefault()).isTrue();
		});
	}

	@Test
	void everyKeyOfAListenerIsExplained() throws Exception {
		configured("").run((context) -> {
			Map<String, ListenerSetting> settings = explain(context.getBean(ListenerSettings.class));
			assertThat(settings.keySet()).containsAll(OwnKeys.all());
		});
	}

	private static Map<String, ListenerSetting> explain(ListenerSettings settings) {
		ListenerAttributes attributes = ListenerAttributes.of("audit", "audit", "orders");
		return settings.explain(attributes, settings.properties(attributes))
			.stream()
			.collect(Collectors.toMap(ListenerSetting::key, Function.identity()));
	}

	static class Billing {

		@TopicListener(id = "billing", topics = "orders", consumer = "billing", autoStartup = "false",
				properties = "stop-timeout=7s")
		void listen(String payload) {
		}

	}

}
