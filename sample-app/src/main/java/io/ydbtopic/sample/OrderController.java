package io.ydbtopic.sample;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.TopicWriter;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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

	private final Archive archive;

	OrderController(TopicWriter<Order> orders, Ledger ledger, Archive archive) {
		this.orders = orders;
		this.ledger = ledger;
		this.archive = archive;
	}

	/** Answers when the order is safe in the topic; the rest goes on behind it. */
	@PostMapping
	@ResponseStatus(HttpStatus.ACCEPTED)
	CompletableFuture<Receipt> place(@RequestBody Order order) {
		return this.orders.write(OutgoingMessage.of(order).withMetadata("customer", order.customer()))
			.thenApply((ack) -> new Receipt(order.id(), ack.partitionId(), ack.offset()));
	}

	@GetMapping("/{id}")
	ResponseEntity<Order> order(@PathVariable String id) {
		return ResponseEntity.of(Optional.ofNullable(this.archive.find(id)));
	}

	@GetMapping("/summary")
	Ledger.Summary summary() {
		return this.ledger.summary();
	}

	/** Where an order is in the topic. */
	record Receipt(String order, long partition, long offset) {
	}

}
