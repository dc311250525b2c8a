/**
 * When to try again, and after which delay: pure functions.
 */
@NullMarked
package io.ydbtopic.client.internal.retry;

import org.jspecify.annotations.NullMarked;
