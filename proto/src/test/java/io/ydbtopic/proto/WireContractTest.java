package io.ydbtopic.proto;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares our messages and services with those that the official SDK is built with.
 * Every difference is listed here, and a listed difference that is not there fails as
 * well.
 */
class WireContractTest {

	/** Newer than the published 1.8.0, by the numbers of the current definition. */
	private static final Set<String> NEWER_FIELDS = Set.of("Ydb.Topic.Consumer.availability_period",
			"Ydb.Topic.AlterConsumer.set_availability_period", "Ydb.Topic.AlterConsumer.reset_availability_period",
			"Ydb.Topic.CreateTopicRequest.metrics_level", "Ydb.Topic.CreateTopicRequest.content_based_deduplication",
			"Ydb.Topic.AlterTopicRequest.set_metrics_level", "Ydb.Topic.AlterTopicRequest.reset_metrics_level",
			"Ydb.Topic.AlterTopicRequest.set_content_based_deduplication",
			"Ydb.Topic.DescribeTopicResult.metrics_level", "Ydb.Topic.DescribeTopicResult.content_based_deduplication",
			"Ydb.Topic.StreamReadMessage.InitRequest.partition_max_in_flight_bytes",
			"Ydb.Topic.StreamReadMessage.PartitionSessionStatusResponse.read_offset",
			"Ydb.Query.SessionState.session_shutdown", "Ydb.Query.SessionState.node_shutdown",
			"Ydb.Query.TransactionSettings.snapshot_read_write", "Ydb.Query.ExecuteQueryRequest.stats_period_ms");

	private static final Set<String> NEWER_MESSAGES = Set.of("Ydb.Query.SessionShutdownHint",
			"Ydb.Query.NodeShutdownHint", "Ydb.Query.SnapshotRWModeSettings");

	/** Kinds of directory entries that came later. */
	private static final Set<String> NEWER_ENUM_VALUES = Set.of("Ydb.Scheme.Entry.Type.RESOURCE_POOL",
			"Ydb.Scheme.Entry.Type.TRANSFER", "Ydb.Scheme.Entry.Type.SYS_VIEW");

	/** Served by real clusters, missing from the published service. */
	private static final Set<String> NEWER_METHODS = Set.of("Ydb.Topic.V1.TopicService.DescribePartition");

	/** Whole packages, of which nothing may be missing here. */
	private static final Set<String> WHOLE_PACKAGES = Set.of("Ydb.Topic", "Ydb.Discovery", "Ydb.Auth", "Ydb.Operations",
			"Ydb.Issue");

	/** Parts of those packages that no topic needs. */
	private static final Set<String> LEFT_OUT = Set.of("Ydb.Discovery.NodeLocation",
			"Ydb.Operations.GetOperationRequest", "Ydb.Operations.GetOperationResponse",
			"Ydb.Operations.CancelOperationRequest", "Ydb.Operations.CancelOperationResponse",
			"Ydb.Operations.ForgetOperationRequest", "Ydb.Operations.ForgetOperationResponse",
			"Ydb.Operations.ListOperationsRequest", "Ydb.Operations.ListOperationsResponse");

	private static final List<FileDescriptor> OURS = List.of(io.ydbtopic.proto.topic.v1.TopicV1Proto.getDescriptor(),
			io.ydbtopic.proto.discovery.v1.DiscoveryV1Proto.getDescriptor(),
			io.ydbtopic.proto.auth.v1.AuthV1Proto.getDescriptor(),
			io.ydbtopic.proto.query.v1.QueryV1Proto.getDescriptor(),
			io.ydbtopic.proto.scheme.v1.SchemeV1Proto.getDescriptor());

	private static final List<FileDescriptor> THEIRS = List.of(tech.ydb.proto.topic.v1.YdbTopicV1.getDescriptor(),
			tech.ydb.proto.discovery.v1.YdbDiscoveryV1.getDescriptor(),
			tech.ydb.proto.auth.v1.YdbAuthV1.getDescriptor(), tech.ydb.proto.query.v1.YdbQueryV1.getDescriptor(),
			tech.ydb.proto.scheme.v1.YdbSchemeV1.getDescriptor());

	private final Map<String, FileDescriptor> ours = closure(OURS);

	private final Map<String, FileDescriptor> theirs = closure(THEIRS);

	@Test
	void everyFieldIsTheSame() {
		Map<String, Descriptor> reference = messages(this.theirs);
		List<String> differences = new ArrayList<>();
		Set<String> newer = new TreeSet<>();
		Set<String> newMessages = new TreeSet<>();
		messages(this.ours).forEach((name, message) -> {
			Descriptor peer = reference.get(name);
			if (peer == null) {
				newMessages.add(name);
				return;
			}
			Map<String, String> mine = fields(message);
			Map<String, String> known = fields(peer);
			mine.forEach((field, form) -> {
				if (!known.containsKey(field)) {
					newer.add(field);
				}
				else if (!form.equals(known.get(field))) {
					differences.add(field + ": " + form + ", not " + known.get(field));
				}
			});
			known.keySet()
				.stream()
				.filter((field) -> !mine.containsKey(field))
				.forEach((field) -> differences.add(field + ": missing"));
		});
		assertThat(differences).isEmpty();
		assertThat(newer).isEqualTo(new TreeSet<>(NEWER_FIELDS));
		assertThat(newMessages).isEqualTo(new TreeSet<>(NEWER_MESSAGES));
		assertThat(messages(this.ours)).hasSizeGreaterThan(150);
	}

	@Test
	void nothingIsMissingFromThePackagesThatWeCoverWhole() {
		Set<String> missing = new TreeSet<>(messages(this.theirs).keySet());
		missing.addAll(enums(this.theirs).keySet());
		missing.removeIf((name) -> WHOLE_PACKAGES.stream().noneMatch((whole) -> name.startsWith(whole + ".")));
		missing.removeAll(messages(this.ours).keySet());
		missing.removeAll(enums(this.ours).keySet());
		assertThat(missing).isEqualTo(new TreeSet<>(LEFT_OUT));
	}

	@Test
	void everyEnumValueIsTheSame() {
		Map<String, EnumDescriptor> reference = enums(this.theirs);
		Set<String> newer = new TreeSet<>();
		enums(this.ours).forEach((name, type) -> {
			Map<String, Integer> known = values(reference.get(name));
			Map<String, Integer> mine = values(type);
			mine.keySet().stream().filter((value) -> !known.containsKey(value)).forEach(newer::add);
			newer.forEach(mine::remove);
			assertThat(mine).as(name).isEqualTo(known);
		});
		assertThat(newer).isEqualTo(new TreeSet<>(NEWER_ENUM_VALUES));
		assertThat(enums(this.ours)).hasSizeGreaterThanOrEqualTo(10);
	}

	@Test
	void everyMethodHasTheSameFullNameAndForm() {
		Map<String, String> reference = methods(this.theirs);
		Map<String, String> mine = methods(this.ours);
		NEWER_METHODS.forEach((method) -> {
			assertThat(reference).doesNotContainKey(method);
			assertThat(mine.remove(method)).as(method).isNotNull();
		});
		mine.forEach((name, form) -> assertThat(form).as(name).isEqualTo(reference.get(name)));
		assertThat(mine.keySet().stream().filter((name) -> name.startsWith("Ydb.Topic.")).collect(Collectors.toSet()))
			.isEqualTo(reference.keySet()
				.stream()
				.filter((name) -> name.startsWith("Ydb.Topic."))
				.collect(Collectors.toSet()));
	}

	private static Map<String, FileDescriptor> closure(List<FileDescriptor> roots) {
		Map<String, FileDescriptor> files = new LinkedHashMap<>();
		roots.forEach((root) -> collect(root, files));
		files.keySet().removeIf((name) -> name.startsWith("google/"));
		return files;
	}

	private static void collect(FileDescriptor file, Map<String, FileDescriptor> into) {
		if (into.putIfAbsent(file.getName(), file) == null) {
			file.getDependencies().forEach((dependency) -> collect(dependency, into));
		}
	}

	private static Map<String, Descriptor> messages(Map<String, FileDescriptor> files) {
		Map<String, Descriptor> found = new LinkedHashMap<>();
		files.values().forEach((file) -> file.getMessageTypes().forEach((message) -> add(message, found)));
		found.keySet().removeIf((name) -> !name.startsWith("Ydb."));
		return found;
	}

	private static void add(Descriptor message, Map<String, Descriptor> into) {
		if (!message.getOptions().getMapEntry()) {
			into.put(message.getFullName(), message);
			message.getNestedTypes().forEach((nested) -> add(nested, into));
		}
	}

	private static Map<String, EnumDescriptor> enums(Map<String, FileDescriptor> files) {
		Map<String, EnumDescriptor> found = new LinkedHashMap<>();
		files.values().forEach((file) -> file.getEnumTypes().forEach((type) -> found.put(type.getFullName(), type)));
		messages(files).values()
			.forEach((message) -> message.getEnumTypes().forEach((type) -> found.put(type.getFullName(), type)));
		found.keySet().removeIf((name) -> !name.startsWith("Ydb."));
		return found;
	}

	private static Map<String, String> fields(Descriptor message) {
		return message.getFields()
			.stream()
			.collect(Collectors.toMap(FieldDescriptor::getFullName, WireContractTest::form));
	}

	private static String form(FieldDescriptor field) {
		OneofDescriptor oneof = field.getRealContainingOneof();
		return field.getNumber() + " " + (field.isRepeated() ? "repeated " : "") + type(field)
				+ (field.hasPresence() ? " with presence" : "") + ((oneof != null) ? " in " + oneof.getName() : "");
	}

	private static String type(FieldDescriptor field) {
		if (field.isMapField()) {
			return "map " + type(field.getMessageType().findFieldByNumber(1)) + " to "
					+ type(field.getMessageType().findFieldByNumber(2));
		}
		return switch (field.getType()) {
			case MESSAGE -> field.getMessageType().getFullName();
			case ENUM -> field.getEnumType().getFullName();
			default -> field.getType().name();
		};
	}

	private static Map<String, Integer> values(EnumDescriptor type) {
		assertThat(type).isNotNull();
		return type.getValues()
			.stream()
			.collect(Collectors.toMap(EnumValueDescriptor::getFullName, EnumValueDescriptor::getNumber));
	}

	private static Map<String, String> methods(Map<String, FileDescriptor> files) {
		return files.values()
			.stream()
			.map(FileDescriptor::getServices)
			.flatMap(List::stream)
			.map(ServiceDescriptor::getMethods)
			.flatMap(List::stream)
			.collect(Collectors.toMap(MethodDescriptor::getFullName, formOfMethod(), (a, b) -> a, LinkedHashMap::new));
	}

	private static Function<MethodDescriptor, String> formOfMethod() {
		return (method) -> (method.isClientStreaming() ? "stream " : "") + method.getInputType().getFullName() + " to "
				+ (method.isServerStreaming() ? "stream " : "") + method.getOutputType().getFullName();
	}

}
