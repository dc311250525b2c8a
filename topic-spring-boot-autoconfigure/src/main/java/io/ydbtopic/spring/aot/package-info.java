/**
 * What ahead-of-time processing and native images need to know.
 */
@NullMarked
package io.ydbtopic.spring.aot;

import org.jspecify.annotations.NullMarked;
