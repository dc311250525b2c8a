/**
 * Who may do what; by default everybody may do everything.
 */
@NullMarked
package io.ydbtopic.broker.access;

import org.jspecify.annotations.NullMarked;
