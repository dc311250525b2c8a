package io.ydbtopic.sample;

import java.math.BigDecimal;

/**
 * What a customer wants.
 *
 * @param id number of the order
 * @param customer who ordered
 * @param amount what it costs
 */
record Order(String id, String customer, BigDecimal amount) {
}
