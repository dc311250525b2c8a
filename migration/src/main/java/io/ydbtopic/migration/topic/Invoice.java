package io.ydbtopic.migration.topic;

/**
 * What a customer owes.
 *
 * @param order number of the order
 * @param cents how much
 */
record Invoice(String order, long cents) {
}
