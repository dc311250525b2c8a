package io.ydbtopic.migration.topic;

import io.ydbtopic.spring.annotation.TopicListener;

import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.stereotype.Component;

/**
 * Bills orders.
 */
@Component
class Billing {

	private final PriceList prices;

	private final Desk desk;

	Billing(PriceList prices, Desk desk) {
		this.prices = prices;
		this.desk = desk;
	}

	@SendTo("invoices")
	@TopicListener(id = "billing", topics = "orders", consumer = "billing", concurrency = "2")
	Invoice onOrder(Order order) {
		this.prices.check(order);
		return new Invoice(order.id(), order.cents());
	}

	@TopicListener(id = "accounting", topics = "invoices", consumer = "accounting")
	void onInvoice(Invoice invoice) {
		this.desk.put("invoice " + invoice.order());
	}

	@TopicListener(id = "support", topics = "orders-rejected", consumer = "support")
	void onRejected(Order order, @Header("dlt-exception-message") String why) {
		this.desk.put("rejected " + order.id() + ": " + why);
	}

}
