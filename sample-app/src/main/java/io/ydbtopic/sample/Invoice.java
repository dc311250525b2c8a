package io.ydbtopic.sample;

import java.math.BigDecimal;

/**
 * What a customer owes.
 *
 * @param order number of the order
 * @param customer who owes it
 * @param amount how much
 */
record Invoice(String order, String customer, BigDecimal amount) {
}
