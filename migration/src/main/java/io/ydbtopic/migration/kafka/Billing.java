package io.ydbtopic.migration.kafka;

import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.support.KafkaHeaders;
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
	@KafkaListener(id = "billing", topics = "orders", concurrency = "2")
	Invoice onOrder(Order order) {
		this.prices.check(order);
		return new Invoice(order.id(), order.cents());
	}

	@KafkaListener(id = "accounting", topics = "invoices")
	void onInvoice(Invoice invoice) {
		this.desk.put("invoice " + invoice.order());
	}

	@KafkaListener(id = "support", topics = "orders-rejected")
	void onRejected(Order order, @Header(KafkaHeaders.DLT_EXCEPTION_MESSAGE) String why) {
		this.desk.put("rejected " + order.id() + ": " + why);
	}

}
