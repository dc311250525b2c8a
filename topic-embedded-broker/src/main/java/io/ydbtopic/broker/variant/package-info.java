/**
 * Where versions of the server differ.
 */
@NullMarked
package io.ydbtopic.broker.variant;

import org.jspecify.annotations.NullMarked;
