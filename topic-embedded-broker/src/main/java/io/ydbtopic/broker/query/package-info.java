/**
 * The statements that the query service understands.
 */
@NullMarked
package io.ydbtopic.broker.query;

import org.jspecify.annotations.NullMarked;
