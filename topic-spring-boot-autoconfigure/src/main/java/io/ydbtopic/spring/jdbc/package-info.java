/**
 * What is kept in a relational database.
 */
@NullMarked
package io.ydbtopic.spring.jdbc;

import org.jspecify.annotations.NullMarked;
