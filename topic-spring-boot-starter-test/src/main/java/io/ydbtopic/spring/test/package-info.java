/**
 * The embedded broker and its faults in the tests of an application.
 */
@NullMarked
package io.ydbtopic.spring.test;

import org.jspecify.annotations.NullMarked;
