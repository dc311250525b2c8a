/**
 * How an application declares listeners, and how the declarations are found.
 */
@NullMarked
package io.ydbtopic.spring.annotation;

import org.jspecify.annotations.NullMarked;
