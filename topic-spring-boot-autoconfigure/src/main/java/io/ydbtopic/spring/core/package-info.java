/**
 * Sending from Spring: the template and the named writers and readers.
 */
@NullMarked
package io.ydbtopic.spring.core;

import org.jspecify.annotations.NullMarked;
