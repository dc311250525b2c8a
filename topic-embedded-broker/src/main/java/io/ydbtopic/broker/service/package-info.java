/**
 * gRPC handlers: wire to logic and back, nothing decided here.
 */
@NullMarked
package io.ydbtopic.broker.service;

import org.jspecify.annotations.NullMarked;
