package io.ydbtopic.spring.test.slice;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Has more than a slice needs. */
@SpringBootApplication
class SliceApplication {

}
