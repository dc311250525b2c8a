/**
 * What an application uses: the client, its writers, readers and admin, and their
 * settings. Start at\n * {@link io.ydbtopic.client.TopicClient}.
 */
@NullMarked
package io.ydbtopic.client;

import org.jspecify.annotations.NullMarked;
