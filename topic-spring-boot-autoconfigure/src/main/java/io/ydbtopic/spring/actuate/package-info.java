/**
 * The endpoint that lists and operates listeners.
 */
@NullMarked
package io.ydbtopic.spring.actuate;

import org.jspecify.annotations.NullMarked;
