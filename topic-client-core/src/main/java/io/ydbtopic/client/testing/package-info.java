/**
 * For tests of applications: clients on virtual time. Start at
 * {@link io.ydbtopic.client.testing.VirtualTime}.
 */
@NullMarked
package io.ydbtopic.client.testing;

import org.jspecify.annotations.NullMarked;
