/**
 * The same shop on YDB topics.
 */
@NullMarked
package io.ydbtopic.migration.topic;

import org.jspecify.annotations.NullMarked;
