/**
 * What runs a listener: container, workers, acknowledgments and errors.
 */
@NullMarked
package io.ydbtopic.spring.listener;

import org.jspecify.annotations.NullMarked;
