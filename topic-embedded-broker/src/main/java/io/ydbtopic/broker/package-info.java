/**
 * The embedded broker: start it, look into it, stop it.
 */
@NullMarked
package io.ydbtopic.broker;

import org.jspecify.annotations.NullMarked;
