package io.ydbtopic.spring.autoconfigure;

import java.time.Duration;

import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.spring.core.WriterDefinition;
import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is said for all writers or readers, and what one says over it.
 */
class CommonSettingsTest {

	private final MockEnvironment environment = new MockEnvironment();

	private final StreamSettings settings = new StreamSettings(this.environment);

	@Test
	void aWriterTakesWhatIsCommonAndSaysTheRestItself() {
		this.environment.withProperty("ydb.topic.writer.codec", "gzip")
			.withProperty("ydb.topic.writer.linger", "5ms")
			.withProperty("ydb.topic.writer.retry.max-attempts", "3")
			.withProperty("ydb.topic.writers.orders.linger", "7ms");
		WriterDefinition orders = this.settings.writer("orders");
		assertThat(orders.settings().topic()).isEqualTo("orders");
		assertThat(orders.settings().codec().number()).isEqualTo(Codec.GZIP);
		assertThat(orders.settings().linger()).isEqualTo(Duration.ofMillis(7));
		assertThat(orders.settings().retry().maxAttempts()).isEqualTo(3);
		assertThat(this.settings.writer("refunds").settings().linger()).isEqualTo(Duration.ofMillis(5));
	}

	@Test
	void twoKindsOfLingerAreRefusedWithBothKeys() {
		this.environment.withProperty("ydb.topic.writer.linger", "5ms")
			.withProperty("ydb.topic.writers.orders.adaptive-linger", "5ms");
		assertThatExceptionOfType(InvalidTopicPropertyException.class).isThrownBy(() -> this.settings.writer("orders"))
			.withMessageContaining("'ydb.topic.writers.orders.adaptive-linger'")
			.withMessageContaining("ydb.topic.writer.linger");
	}

	@Test
	void theTemplateWritesWithWhatIsCommonToAllWriters() {
		this.environment.withProperty("ydb.topic.writer.content-type", "text/plain")
			.withProperty("ydb.topic.writer.linger", "5ms");
		WriterDefinition template = this.settings.template("any");
		assertThat(template.settings().topic()).isEqualTo("any");
		assertThat(template.settings().linger()).isEqualTo(Duration.ofMillis(5));
		assertThat(template.contentType()).isEqualTo("text/plain");
	}

	@Test
	void aReaderTakesWhatIsCommonAndSaysTheRestItself() {
		this.environment.withProperty("ydb.topic.reader.consumer", "shop")
			.withProperty("ydb.topic.reader.buffer.max-bytes", "4MB")
			.withProperty("ydb.topic.reader.batch.max-messages", "10")
			.withProperty("ydb.topic.readers.audit.topics", "orders")
			.withProperty("ydb.topic.readers.audit.batch.max-messages", "20");
		ReaderSettings audit = this.settings.reader("audit");
		assertThat(audit.consumer()).isEqualTo("shop");
		assertThat(audit.bufferMaxBytes()).isEqualTo(4 * 1024 * 1024);
		assertThat(audit.batchMaxMessages()).isEqualTo(20);
	}

	@Test
	void aCommonValueThatCannotBeUsedIsNamedByTheCommonKey() {
		this.environment.withProperty("ydb.topic.writer.linger", "-5ms")
			.withProperty("ydb.topic.writers.orders.codec", "gzip");
		assertThatExceptionOfType(InvalidTopicPropertyException.class).isThrownBy(() -> this.settings.writer("orders"))
			.satisfies((ex) -> assertThat(ex.key()).isEqualTo("ydb.topic.writer.linger"));
	}

	@Test
	void aValueOfOneIsNamedByItsOwnKeyAlsoWhenThereIsACommonOne() {
		this.environment.withProperty("ydb.topic.writer.linger", "5ms")
			.withProperty("ydb.topic.writers.orders.linger", "-5ms");
		assertThatExceptionOfType(InvalidTopicPropertyException.class).isThrownBy(() -> this.settings.writer("orders"))
			.satisfies((ex) -> assertThat(ex.key()).isEqualTo("ydb.topic.writers.orders.linger"));
	}

}
