package io.ydbtopic.spring.listener.adapter;

import java.lang.reflect.Method;
import java.util.List;

/**
 * A method for messages of one type.
 *
 * @param method the method
 * @param types names of the types, as declared; empty for the class of the payload
 * @param isDefault whether it takes what no other method takes
 */
public record TypedMethod(Method method, List<String> types, boolean isDefault) {

	public TypedMethod {
		types = List.copyOf(types);
	}

}
