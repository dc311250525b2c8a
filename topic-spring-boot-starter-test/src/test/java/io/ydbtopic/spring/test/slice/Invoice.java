package io.ydbtopic.spring.test.slice;

record Invoice(String id, int amount) {

}
