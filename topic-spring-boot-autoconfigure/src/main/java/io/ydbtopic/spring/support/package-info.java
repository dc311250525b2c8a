/**
 * Headers, conversion and errors that the other packages share.
 */
@NullMarked
package io.ydbtopic.spring.support;

import org.jspecify.annotations.NullMarked;
