package io.ydbtopic.spring.test;

import io.ydbtopic.client.TopicWriter;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.mockito.Mockito.verify;

/**
 * A writer by name can be replaced in a test.
 */
@SpringBootTest(webEnvironment = WebEnvironment.NONE, properties = "ydb.topic.writers.orders.topic=orders")
@EmbeddedTopicBroker(topics = "orders")
class MockedWriterTest {

	@MockitoBean
	@SuppressWarnings("rawtypes") // the bean fits any type, so it is found without one
	TopicWriter orders;

	@Autowired
	Shop shop;

	@Test
	@SuppressWarnings("unchecked")
	void aMockTakesThePlaceOfTheWriter() {
		this.shop.buy("o-1");
		verify(this.orders).send(new Order("o-1", 1));
	}

	static class Shop {

		private final TopicWriter<Order> orders;

		Shop(TopicWriter<Order> orders) {
			this.orders = orders;
		}

		void buy(String id) {
			this.orders.send(new Order(id, 1));
		}

	}

	@Configuration
	@EnableAutoConfiguration
	@Import(Shop.class)
	static class App {

	}

}
