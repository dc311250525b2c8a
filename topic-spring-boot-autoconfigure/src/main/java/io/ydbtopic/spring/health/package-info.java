/**
 * The state of streams and listeners as health.
 */
@NullMarked
package io.ydbtopic.spring.health;

import org.jspecify.annotations.NullMarked;
