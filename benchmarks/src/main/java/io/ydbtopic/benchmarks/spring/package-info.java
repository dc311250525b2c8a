/**
 * This project's Spring Boot starter as a client that is measured.
 */
@NullMarked
package io.ydbtopic.benchmarks.spring;

import org.jspecify.annotations.NullMarked;
