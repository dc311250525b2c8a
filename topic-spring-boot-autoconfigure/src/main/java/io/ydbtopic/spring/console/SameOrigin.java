package io.ydbtopic.spring.console;

import java.net.URI;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Whether a request comes from the console's own page: it has a header that a form can't
 * send, and, if a browser says where it comes from, it is this site.
 */
final class SameOrigin {

	private SameOrigin() {
	}

	static void check(HttpHeaders headers, URI here) {
		if (headers.getFirst(ConsoleRoutes.HEADER) == null) {
			throw refused("the header " + ConsoleRoutes.HEADER + " is missing");
		}
		String site = headers.getFirst("Sec-Fetch-Site");
		if (site != null) {
			if (!site.equals("same-origin") && !site.equals("none")) {
				throw refused("it comes from another site");
			}
			return;
		}
		String origin = headers.getFirst(HttpHeaders.ORIGIN);
		if (origin != null && !isHere(origin, headers.getFirst(HttpHeaders.HOST), here)) {
			throw refused("it comes from another site");
		}
	}

	private static boolean isHere(String origin, @Nullable String host, URI here) {
		int scheme = origin.indexOf("://");
		String authority = (scheme > 0) ? origin.substring(scheme + 3) : origin;
		return authority.equalsIgnoreCase(host) || authority.equalsIgnoreCase(here.getAuthority());
	}

	private static ConsoleException refused(String why) {
		return new ConsoleException(HttpStatus.FORBIDDEN, "The request is refused: " + why);
	}

}
