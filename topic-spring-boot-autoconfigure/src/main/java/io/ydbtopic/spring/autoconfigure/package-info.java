/**
 * Spring Boot auto-configuration: properties, beans, failure analyzers.
 */
@NullMarked
package io.ydbtopic.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;
