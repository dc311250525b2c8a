/**
 * The console: a page that shows and operates topics and listeners.
 */
@NullMarked
package io.ydbtopic.spring.console;

import org.jspecify.annotations.NullMarked;
