package io.ydbtopic.spring.test.slice;

import org.springframework.stereotype.Service;

/** Not a part of a listener. */
@Service
class OtherService {

}
