/**
 * Unary calls of the topic service.
 */
@NullMarked
package io.ydbtopic.client.internal.admin;

import org.jspecify.annotations.NullMarked;
