package io.ydbtopic.client.internal.transport;

/**
 * A node that takes calls.
 *
 * @param host name or address, without brackets
 * @param port port; 0 for a server in the same JVM
 * @param tlsName name that the certificate must have; empty if it is the host's
 */
public record Endpoint(String host, int port, String tlsName) {

	@Override
	public String toString() {
		if (this.port == 0) {
			return this.host;
		}
		return ((this.host.indexOf(':') >= 0) ? "[" + this.host + "]" : this.host) + ":" + this.port;
	}

}
