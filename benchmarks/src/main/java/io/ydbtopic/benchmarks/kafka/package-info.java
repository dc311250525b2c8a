/**
 * Another system, as an outside mark: Kafka with its own client and with spring-kafka.
 */
@NullMarked
package io.ydbtopic.benchmarks.kafka;

import org.jspecify.annotations.NullMarked;
