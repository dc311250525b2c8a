package io.ydbtopic.broker;

import java.nio.file.Path;

/**
 * Where the identity of a broker is. Immutable.
 *
 * @param certificateChain certificates in PEM, the broker's own first
 * @param privateKey the key of the first certificate in PEM, PKCS #8, without a password
 */
record TlsFiles(Path certificateChain, Path privateKey) {
}
