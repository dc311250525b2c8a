/**
 * Connections to services of Docker Compose.
 */
@NullMarked
package io.ydbtopic.spring.docker.compose;

import org.jspecify.annotations.NullMarked;
