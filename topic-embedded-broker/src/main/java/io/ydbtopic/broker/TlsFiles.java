package io.ydbtopic.broker;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Where the identity of a broker is. Immutable.
 *
 * @param certificateChain certificates in PEM, the broker's own first
 * @param privateKey the key of the first certificate in PEM, PKCS #8, without a password
 * @param clientAuthorities certificates in PEM of which clients must have one or come of
 * one; null if clients need none
 */
record TlsFiles(Path certificateChain, Path privateKey, @Nullable Path clientAuthorities) {
}
