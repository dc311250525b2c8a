package io.ydbtopic.spring.console;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the console keeps and shows at most.
 */
class LimitsTest {

	private static PayloadText of(String text) {
		return PayloadText.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	@Test
	void theHistoryForgetsTheOldestSampleAndTakesNoMoreConsumersThanItMay() {
		LagHistory history = new LagHistory(3);
		for (int i = 0; i < 10; i++) {
			history.add("orders", "billing", Instant.ofEpochSecond(i), i);
		}
		assertThat(history.of("orders", "billing")).extracting(LagHistory.Sample::messages).containsExactly(7L, 8L, 9L);
		for (int i = 0; i < LagHistory.MOST_SERIES; i++) {
			history.add("orders", "c" + i, Instant.EPOCH, 1);
		}
		assertThat(history.of("orders", "c" + (LagHistory.MOST_SERIES - 2))).isNotEmpty();
		assertThat(history.of("orders", "c" + (LagHistory.MOST_SERIES - 1))).isEmpty();
		assertThat(history.latest("orders", "nobody")).isNull();
	}

	@Test
	void textIsShownAsTextAndCutBetweenLetters() {
		assertThat(of("żółć\n\t€")).isEqualTo(new PayloadText("text", "żółć\n\t€", 13, 13));
		PayloadText cut = of("x" + "€".repeat(3000));
		assertThat(cut.form()).isEqualTo("text");
		assertThat(cut.text()).isEqualTo("x" + "€".repeat(1365));
		assertThat(cut.shown()).isEqualTo(4096);
		assertThat(cut.size()).isEqualTo(9001);
	}

	@Test
	void whatIsNoTextIsShownAsNumbers() {
		assertThat(of("a\u0007b")).isEqualTo(new PayloadText("hex", "61 07 62", 3, 3));
		assertThat(PayloadText.of(ByteBuffer.wrap(new byte[] { (byte) 0xc3 })).text()).as("half a letter")
			.isEqualTo("c3");
		assertThat(PayloadText.of(ByteBuffer.wrap(new byte[5000])).shown()).isEqualTo(1024);
		assertThat(of("")).isEqualTo(new PayloadText("text", "", 0, 0));
	}

}
