/**
 * {@code @ServiceConnection} for containers of Testcontainers.
 */
@NullMarked
package io.ydbtopic.spring.testcontainers;

import org.jspecify.annotations.NullMarked;
