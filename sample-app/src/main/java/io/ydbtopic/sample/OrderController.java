package io.ydbtopic.sample;

import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.TopicWriter;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Takes orders and tells what became of them.
 */
@RestController
@RequestMapping("/orders")
class OrderController {

	private final TopicWriter<Order> orders;

	private final Ledger ledger;

	OrderController(TopicWriter<Order> orders, Ledger ledger) {
		this.orders = orders;
		this.ledger = ledger;
	}

	/** Answers when the order is safe in the topic; billing goes on behind it. */
	@PostMapping
	@ResponseStatus(HttpStatus.ACCEPTED)
	CompletableFuture<Receipt> place(@RequestBody Order order) {
		return this.orders.write(order).thenApply((ack) -> new Receipt(order.id(), ack.partitionId(), ack.offset()));
	}

	@GetMapping("/summary")
	Ledger.Summary summary() {
		return this.ledger.summary();
	}

	/** Where an order is in the topic. */
	record Receipt(String order, long partition, long offset) {
	}

}
