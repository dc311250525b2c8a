/**
 * What can go wrong, as types: each carries the status, the issues and the retry verdict.
 */
@NullMarked
package io.ydbtopic.client.error;

import org.jspecify.annotations.NullMarked;
