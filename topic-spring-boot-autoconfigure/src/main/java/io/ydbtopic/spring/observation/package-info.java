/**
 * Meters for writers, readers, listeners and reconnects.
 */
@NullMarked
package io.ydbtopic.spring.observation;

import org.jspecify.annotations.NullMarked;
