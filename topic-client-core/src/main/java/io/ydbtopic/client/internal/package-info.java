/**
 * The client put together of its parts.
 */
@NullMarked
package io.ydbtopic.client.internal;

import org.jspecify.annotations.NullMarked;
