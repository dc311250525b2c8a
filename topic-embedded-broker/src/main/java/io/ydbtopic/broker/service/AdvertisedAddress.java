package io.ydbtopic.broker.service;

import java.util.function.IntSupplier;

/**
 * The address that discovery gives to clients: the configured one, or the one by which
 * the client came, which it can reach for sure. Immutable, for any thread.
 *
 * @param configuredHost the configured host; empty for none
 * @param listenHost where the broker listens, used when nothing else is known
 * @param listenPort the port where the broker listens; gives 0 for none
 */
public record AdvertisedAddress(String configuredHost, String listenHost, IntSupplier listenPort) {

	/**
	 * A host and a port.
	 *
	 * @param host the host
	 * @param port the port
	 */
	record HostAndPort(String host, int port) {
	}

	HostAndPort forAuthority(String authority) {
		if (!this.configuredHost.isEmpty()) {
			return new HostAndPort(this.configuredHost, this.listenPort.getAsInt());
		}
		int colon = authority.lastIndexOf(':');
		if (this.listenPort.getAsInt() > 0 && colon > 0) {
			String port = authority.substring(colon + 1);
			if (!port.isEmpty() && port.length() <= 5 && port.chars().allMatch(Character::isDigit)) {
				return new HostAndPort(withoutBrackets(authority.substring(0, colon)), Integer.parseInt(port));
			}
		}
		return new HostAndPort(this.listenHost, this.listenPort.getAsInt());
	}

	private static String withoutBrackets(String host) {
		return (host.startsWith("[") && host.endsWith("]")) ? host.substring(1, host.length() - 1) : host;
	}

}
