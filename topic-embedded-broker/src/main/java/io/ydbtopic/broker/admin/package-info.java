/**
 * The admin calls of a standalone broker: plain HTTP on the loopback interface, forms in,
 * JSON out.
 */
@NullMarked
package io.ydbtopic.broker.admin;

import org.jspecify.annotations.NullMarked;
