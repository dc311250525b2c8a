/**
 * Application events about listeners and streams.
 */
@NullMarked
package io.ydbtopic.spring.event;

import org.jspecify.annotations.NullMarked;
