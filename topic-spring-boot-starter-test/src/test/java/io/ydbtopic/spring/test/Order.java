package io.ydbtopic.spring.test;

/** What the tests write and read. */
record Order(String id, int amount) {
}
