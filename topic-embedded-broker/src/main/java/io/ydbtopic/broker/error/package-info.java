/**
 * What the broker answers when it refuses: statuses and issue codes.
 */
@NullMarked
package io.ydbtopic.broker.error;

import org.jspecify.annotations.NullMarked;
