/**
 * Query sessions and the transactions in them: identifiers, life cycle, time-outs.
 */
@NullMarked
package io.ydbtopic.broker.tx;

import org.jspecify.annotations.NullMarked;
