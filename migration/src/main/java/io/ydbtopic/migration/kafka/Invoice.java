package io.ydbtopic.migration.kafka;

/**
 * What a customer owes.
 *
 * @param order number of the order
 * @param cents how much
 */
record Invoice(String order, long cents) {
}
