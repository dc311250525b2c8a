/**
 * The code that the docs show, compiled and run.
 */
@NullMarked
package io.ydbtopic.spring.test.docs;

import org.jspecify.annotations.NullMarked;
