package io.ydbtopic.client.internal.admin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.grpc.MethodDescriptor;

/** Sends one request and gives its one answer. For any thread. */
interface UnaryCalls {

	<Q, R> CompletableFuture<R> unary(MethodDescriptor<Q, R> method, Q request, Duration timeout);

}
