package io.ydbtopic.sample;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what is known of customers.
 */
@RestController
class CustomerController {

	private final Customers customers;

	CustomerController(Customers customers) {
		this.customers = customers;
	}

	@GetMapping("/customers/{name}")
	Customers.Customer customer(@PathVariable String name) {
		return this.customers.find(name);
	}

}
