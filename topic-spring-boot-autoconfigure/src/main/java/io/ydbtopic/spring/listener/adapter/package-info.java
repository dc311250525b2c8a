/**
 * From a message to the arguments of a method.
 */
@NullMarked
package io.ydbtopic.spring.listener.adapter;

import org.jspecify.annotations.NullMarked;
