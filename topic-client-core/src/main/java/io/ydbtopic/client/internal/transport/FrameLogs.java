package io.ydbtopic.client.internal.transport;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLogLevel;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLogger;
import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;
import io.grpc.netty.shaded.io.netty.util.internal.logging.Slf4JLoggerFactory;

/**
 * Keeps gRPC from logging HTTP/2 frames. It would at DEBUG, with all headers, and one of
 * them is the token. Changes gRPC's own copy of Netty alone, and nothing where the
 * application has chosen another logger factory for it.
 */
final class FrameLogs {

	private static final Set<String> PRINT_HEADERS = Set.of("io.grpc.netty.shaded.io.grpc.netty.NettyClientHandler",
			"io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

	private FrameLogs() {
	}

	/**
	 * Silences them for connections that are made from now on. Harmless when repeated.
	 */
	static synchronized void hide() {
		if (InternalLoggerFactory.getDefaultFactory() instanceof Slf4JLoggerFactory found) {
			InternalLoggerFactory.setDefaultFactory(new InternalLoggerFactory() {

				@Override
				protected InternalLogger newInstance(String name) {
					InternalLogger logger = found.newInstance(name);
					return PRINT_HEADERS.contains(name) ? fromInfoOn(logger) : logger;
				}

			});
		}
	}

	private static InternalLogger fromInfoOn(InternalLogger logger) {
		return (InternalLogger) Proxy.newProxyInstance(InternalLogger.class.getClassLoader(),
				new Class<?>[] { InternalLogger.class }, (proxy, method, arguments) -> {
					if (isDetail(method, arguments)) {
						return (method.getReturnType() == boolean.class) ? false : null;
					}
					try {
						return method.invoke(logger, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getTargetException();
					}
				});
	}

	private static boolean isDetail(Method method, Object[] arguments) {
		if (arguments != null && arguments.length > 0 && arguments[0] instanceof InternalLogLevel level) {
			return level.compareTo(InternalLogLevel.INFO) < 0;
		}
		return Set.of("debug", "trace", "isDebugEnabled", "isTraceEnabled").contains(method.getName());
	}

}
