/**
 * The shop on spring-kafka.
 */
@NullMarked
package io.ydbtopic.migration.kafka;

import org.jspecify.annotations.NullMarked;
