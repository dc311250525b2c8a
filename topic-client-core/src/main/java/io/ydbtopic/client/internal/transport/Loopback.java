package io.ydbtopic.client.internal.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Tells addresses of this machine, where what is sent can't be overheard on a network.
 * Judged by the text alone: no name is looked up, because an answer could be forged.
 */
public final class Loopback {

	private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

	private Loopback() {
	}

	/**
	 * Whether a host is this machine: {@code localhost}, {@code 127.0.0.0/8} or
	 * {@code ::1}.
	 * @param host a name or an address, without brackets
	 */
	public static boolean is(String host) {
		if (host.indexOf(':') < 0) {
			return host.equalsIgnoreCase("localhost") || IPV4.matcher(host).matches();
		}
		try {
			// With a colon it is an address, or nothing: there is no lookup.
			return InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
