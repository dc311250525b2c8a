package io.ydbtopic.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class KeyedWriterSettingsTest {

	@Test
	void defaultsWorkForAnyTopic() {
		KeyedWriterSettings settings = KeyedWriterSettings.of("orders");
		assertThat(settings.writer().topic()).isEqualTo("orders");
		assertThat(settings.chooser()).isSameAs(PartitionChooser.byKeyRange());
		assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void aBuilderStartsFromSettings() {
		KeyedWriterSettings settings = KeyedWriterSettings.of("orders")
			.toBuilder()
			.chooser(PartitionChooser.likeKafka())
			.idleTimeout(Duration.ofSeconds(5))
			.build();
		KeyedWriterSettings changed = settings.toBuilder().writer(WriterSettings.of("payments")).build();
		assertThat(changed.chooser()).isSameAs(PartitionChooser.likeKafka());
		assertThat(changed.idleTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(changed.writer().topic()).isEqualTo("payments");
	}

	@Test
	void aPartitionOrALongProducerIdIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> KeyedWriterSettings.builder(WriterSettings.builder("orders").partitionId(3L).build()).build())
			.withMessageContaining("partitionId: 3 (expected: none");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KeyedWriterSettings
				.builder(WriterSettings.builder("orders").producerId("p".repeat(2040)).build())
				.build())
			.withMessageContaining("producerId: 2040 bytes (expected: at most 2028");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> KeyedWriterSettings.of("orders").toBuilder().idleTimeout(Duration.ofMillis(10)))
			.withMessageContaining("idleTimeout");
	}

}
