/**
 * What a stream tells about itself: state, events and counters.
 */
@NullMarked
package io.ydbtopic.client.observe;

import org.jspecify.annotations.NullMarked;
