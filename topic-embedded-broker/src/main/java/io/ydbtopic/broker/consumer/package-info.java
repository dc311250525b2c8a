/**
 * Who reads what and what is committed: pure logic without threads or time.
 */
@NullMarked
package io.ydbtopic.broker.consumer;

import org.jspecify.annotations.NullMarked;
