/**
 * Partition logs and where they are kept; knows no gRPC.
 */
@NullMarked
package io.ydbtopic.broker.log;

import org.jspecify.annotations.NullMarked;
