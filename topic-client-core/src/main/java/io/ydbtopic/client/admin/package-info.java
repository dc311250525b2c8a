/**
 * Settings and descriptions of topics and consumers, as immutable values.
 */
@NullMarked
package io.ydbtopic.client.admin;

import org.jspecify.annotations.NullMarked;
