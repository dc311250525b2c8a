package io.ydbtopic.migration.kafka;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.kafka.test.context.EmbeddedKafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SpringBootTest(properties = "spring.config.name=kafka-shop")
@EmbeddedKafka(bootstrapServersProperty = "spring.kafka.bootstrap-servers")
class KafkaShopTest {

	@Autowired
	Shop shop;

	@Autowired
	Desk desk;

	@Test
	void ordersAreBilledTriedAgainOrRejected() {
		this.shop.place(new Order("1", 1250)).join();
		this.shop.place(new Order("late-2", 750)).join();
		this.shop.place(new Order("free-3", 0)).join();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.desk.papers()).hasSize(3)
				.contains("invoice 1", "invoice late-2")
				.anyMatch((paper) -> paper.startsWith("rejected free-3: ")
						&& paper.endsWith("order free-3 costs nothing")));
	}

}
