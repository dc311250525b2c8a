package io.ydbtopic.migration.topic;

/**
 * What a customer wants.
 *
 * @param id number of the order
 * @param cents what it costs
 */
record Order(String id, long cents) {
}
