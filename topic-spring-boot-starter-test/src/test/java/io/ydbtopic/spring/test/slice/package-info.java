/**
 * An application whose listeners are tested on virtual time.
 */
package io.ydbtopic.spring.test.slice;
