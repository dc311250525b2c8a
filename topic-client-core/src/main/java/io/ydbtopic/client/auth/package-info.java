/**
 * Where tokens come from.
 */
@NullMarked
package io.ydbtopic.client.auth;

import org.jspecify.annotations.NullMarked;
