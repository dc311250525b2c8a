/**
 * Transactions: query sessions as far as topics need them, and what a transaction reads
 * and writes.
 */
@NullMarked
package io.ydbtopic.client.internal.tx;

import org.jspecify.annotations.NullMarked;
