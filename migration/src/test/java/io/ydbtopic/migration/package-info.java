/**
 * What the docs tell about migrating, held against the applications.
 */
@NullMarked
package io.ydbtopic.migration;

import org.jspecify.annotations.NullMarked;
