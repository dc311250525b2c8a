/**
 * Spring's transactions over those of topics.
 */
@NullMarked
package io.ydbtopic.spring.transaction;

import org.jspecify.annotations.NullMarked;
