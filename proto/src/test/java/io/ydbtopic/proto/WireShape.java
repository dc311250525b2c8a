package io.ydbtopic.proto;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

/**
 * What files and everything they import put on the wire, as text that two sides can be
 * compared by: for each message, enum and service the form of each of its members. Types
 * of {@code google.protobuf} are named but not looked into. Immutable.
 *
 * @param files every file, by its name
 * @param types the members of each type, both by full name; an empty message has none
 */
record WireShape(Map<String, FileDescriptor> files, SortedMap<String, SortedMap<String, String>> types) {

	static WireShape of(FileDescriptor... roots) {
		WireShape shape = new WireShape(new HashMap<>(), new TreeMap<>());
		for (FileDescriptor root : roots) {
			shape.add(root);
		}
		return shape;
	}

	/** All members by full name, whatever type they belong to. */
	SortedMap<String, String> members() {
		SortedMap<String, String> all = new TreeMap<>();
		this.types.values().forEach(all::putAll);
		return all;
	}

	/** The members of those types that are among the names. */
	SortedMap<String, String> membersOf(Collection<String> names) {
		SortedMap<String, String> all = new TreeMap<>();
		names.stream().filter(this.types::containsKey).map(this.types::get).forEach(all::putAll);
		return all;
	}

	private void add(FileDescriptor file) {
		if (file.getName().startsWith("google/") || this.files.putIfAbsent(file.getName(), file) != null) {
			return;
		}
		file.getMessageTypes().forEach(this::add);
		file.getEnumTypes().forEach(this::add);
		file.getServices().forEach(this::add);
		file.getDependencies().forEach(this::add);
	}

	private void add(Descriptor message) {
		if (message.getOptions().getMapEntry()) {
			return;
		}
		Map<String, String> fields = open(message.getFullName());
		message.getFields().forEach((field) -> fields.put(field.getFullName(), form(field)));
		message.getNestedTypes().forEach(this::add);
		message.getEnumTypes().forEach(this::add);
	}

	private void add(EnumDescriptor type) {
		Map<String, String> values = open(type.getFullName());
		type.getValues().forEach((value) -> values.put(value.getFullName(), Integer.toString(value.getNumber())));
	}

	private void add(ServiceDescriptor service) {
		Map<String, String> methods = open(service.getFullName());
		service.getMethods().forEach((method) -> methods.put(method.getFullName(), form(method)));
	}

	private Map<String, String> open(String type) {
		return this.types.computeIfAbsent(type, (name) -> new TreeMap<>());
	}

	private static String form(FieldDescriptor field) {
		OneofDescriptor oneof = field.getRealContainingOneof();
		return field.getNumber() + (field.toProto().getProto3Optional() ? " optional " : " ")
				+ (field.isRepeated() && !field.isMapField() ? "repeated " : "") + type(field)
				+ (field.hasPresence() ? " with presence" : "") + ((oneof != null) ? " in " + oneof.getName() : "");
	}

	private static String type(FieldDescriptor field) {
		if (field.isMapField()) {
			Descriptor entry = field.getMessageType();
			return "map of " + type(entry.findFieldByNumber(1)) + " to " + type(entry.findFieldByNumber(2));
		}
		return switch (field.getType()) {
			case MESSAGE -> field.getMessageType().getFullName();
			case ENUM -> "enum " + field.getEnumType().getFullName();
			default -> field.getType().name();
		};
	}

	private static String form(MethodDescriptor method) {
		return (method.isClientStreaming() ? "stream " : "") + method.getInputType().getFullName() + " to "
				+ (method.isServerStreaming() ? "stream " : "") + method.getOutputType().getFullName();
	}

}
