/**
 * How payloads are compressed.
 */
@NullMarked
package io.ydbtopic.client.codec;

import org.jspecify.annotations.NullMarked;
