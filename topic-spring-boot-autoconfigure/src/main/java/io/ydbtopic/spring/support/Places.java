package io.ydbtopic.spring.support;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.core.MethodParameter;

/**
 * Names places in a program for messages. Pure functions, for any thread.
 */
public final class Places {

	private Places() {
	}

	/**
	 * Where something is injected.
	 * @param point the place; {@code null} if it is unknown
	 */
	public static String of(@Nullable InjectionPoint point) {
		if (point == null) {
			return "an unknown place";
		}
		Field field = point.getField();
		if (field != null) {
			return "field '" + field.getName() + "' of " + field.getDeclaringClass().getName();
		}
		MethodParameter parameter = point.getMethodParameter();
		if (parameter == null) {
			return point.toString();
		}
		Executable executable = parameter.getExecutable();
		String name = parameter.getParameter().isNamePresent() ? " '" + parameter.getParameter().getName() + "'" : "";
		String owner = (parameter.getMethod() != null)
				? "method " + executable.getDeclaringClass().getName() + "." + executable.getName()
				: "the constructor of " + executable.getDeclaringClass().getName();
		return "parameter " + parameter.getParameterIndex() + name + " of " + owner;
	}

}
