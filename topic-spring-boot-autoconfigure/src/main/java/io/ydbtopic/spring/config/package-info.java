/**
 * From a declared listener to a running container: endpoint, factory, registry.
 */
@NullMarked
package io.ydbtopic.spring.config;

import org.jspecify.annotations.NullMarked;
