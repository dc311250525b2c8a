package io.ydbtopic.proto;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.ydbtopic.proto.auth.v1.AuthV1Proto;
import io.ydbtopic.proto.discovery.v1.DiscoveryV1Proto;
import io.ydbtopic.proto.query.v1.QueryV1Proto;
import io.ydbtopic.proto.scheme.v1.SchemeV1Proto;
import io.ydbtopic.proto.table.v1.TableV1Proto;
import io.ydbtopic.proto.topic.v1.TopicV1Proto;
import org.junit.jupiter.api.Test;
import tech.ydb.proto.auth.v1.YdbAuthV1;
import tech.ydb.proto.discovery.v1.YdbDiscoveryV1;
import tech.ydb.proto.query.v1.YdbQueryV1;
import tech.ydb.proto.scheme.v1.YdbSchemeV1;
import tech.ydb.proto.table.v1.YdbTableV1;
import tech.ydb.proto.topic.v1.YdbTopicV1;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares our messages, enums and services with the published ones, in both directions:
 * number, name, type, label, presence and oneof of every field, name and number of every
 * enum value, full name, streams and types of every method. Every difference is listed
 * here; one that is not listed fails, and so does a listed one that is not there.
 */
class WireContractTest {

	/**
	 * What came after the published 1.8.0, with its form in the current definition. Left
	 * out of it, because the numbers of their enums are not published there, are the
	 * fields 12 to 14 of ExecuteQueryRequest: schema_inclusion_mode, result_set_format
	 * and arrow_format_settings.
	 */
	private static final Map<String, String> NEWER_MEMBERS = Map.ofEntries(
			Map.entry("Ydb.Topic.Consumer.availability_period", "8 optional google.protobuf.Duration with presence"),
			Map.entry("Ydb.Topic.AlterConsumer.set_availability_period",
					"7 google.protobuf.Duration with presence in availability_period_action"),
			Map.entry("Ydb.Topic.AlterConsumer.reset_availability_period",
					"8 google.protobuf.Empty with presence in availability_period_action"),
			Map.entry("Ydb.Topic.CreateTopicRequest.metrics_level", "13 optional UINT32 with presence"),
			Map.entry("Ydb.Topic.CreateTopicRequest.content_based_deduplication", "14 BOOL"),
			Map.entry("Ydb.Topic.AlterTopicRequest.set_metrics_level", "15 UINT32 with presence in metrics_level"),
			Map.entry("Ydb.Topic.AlterTopicRequest.reset_metrics_level",
					"16 google.protobuf.Empty with presence in metrics_level"),
			Map.entry("Ydb.Topic.AlterTopicRequest.set_content_based_deduplication", "17 optional BOOL with presence"),
			Map.entry("Ydb.Topic.DescribeTopicResult.metrics_level", "16 optional UINT32 with presence"),
			Map.entry("Ydb.Topic.DescribeTopicResult.content_based_deduplication", "17 BOOL"),
			Map.entry("Ydb.Topic.StreamReadMessage.InitRequest.partition_max_in_flight_bytes", "6 UINT64"),
			Map.entry("Ydb.Topic.StreamReadMessage.PartitionSessionStatusResponse.read_offset", "5 INT64"),
			Map.entry("Ydb.Topic.V1.TopicService.DescribePartition",
					"Ydb.Topic.DescribePartitionRequest to Ydb.Topic.DescribePartitionResponse"),
			Map.entry("Ydb.Query.SessionState.session_shutdown",
					"3 Ydb.Query.SessionShutdownHint with presence in session_hint"),
			Map.entry("Ydb.Query.SessionState.node_shutdown",
					"4 Ydb.Query.NodeShutdownHint with presence in session_hint"),
			Map.entry("Ydb.Query.TransactionSettings.snapshot_read_write",
					"5 Ydb.Query.SnapshotRWModeSettings with presence in tx_mode"),
			Map.entry("Ydb.Query.ExecuteQueryRequest.stats_period_ms", "11 INT64"),
			Map.entry("Ydb.Scheme.Entry.Type.RESOURCE_POOL", "21"), Map.entry("Ydb.Scheme.Entry.Type.TRANSFER", "23"),
			Map.entry("Ydb.Scheme.Entry.Type.SYS_VIEW", "24"));

	/** Messages that came after 1.8.0; they have no fields. */
	private static final Set<String> NEWER_TYPES = Set.of("Ydb.Query.SessionShutdownHint", "Ydb.Query.NodeShutdownHint",
			"Ydb.Query.SnapshotRWModeSettings");

	/** Methods that no topic needs. */
	private static final Set<String> LEFT_OUT_MEMBERS = Set.of("Ydb.Query.V1.QueryService.ExecuteScript",
			"Ydb.Query.V1.QueryService.FetchScriptResults", "Ydb.Scheme.V1.SchemeService.ModifyPermissions",
			"Ydb.Table.V1.TableService.AlterTable", "Ydb.Table.V1.TableService.BulkUpsert",
			"Ydb.Table.V1.TableService.CopyTable", "Ydb.Table.V1.TableService.CopyTables",
			"Ydb.Table.V1.TableService.CreateTable", "Ydb.Table.V1.TableService.DescribeTable",
			"Ydb.Table.V1.TableService.DescribeTableOptions", "Ydb.Table.V1.TableService.DropTable",
			"Ydb.Table.V1.TableService.ExecuteDataQuery", "Ydb.Table.V1.TableService.ExplainDataQuery",
			"Ydb.Table.V1.TableService.PrepareDataQuery", "Ydb.Table.V1.TableService.ReadRows",
			"Ydb.Table.V1.TableService.RenameTables", "Ydb.Table.V1.TableService.StreamExecuteScanQuery",
			"Ydb.Table.V1.TableService.StreamReadTable");

	/** Packages of which we have every type; of the others we have what these need. */
	private static final List<String> WHOLE_PACKAGES = List.of("Ydb.Topic.", "Ydb.Discovery.", "Ydb.Auth.",
			"Ydb.Operations.", "Ydb.Issue.");

	private final WireShape ours = WireShape.of(TopicV1Proto.getDescriptor(), DiscoveryV1Proto.getDescriptor(),
			AuthV1Proto.getDescriptor(), QueryV1Proto.getDescriptor(), SchemeV1Proto.getDescriptor(),
			TableV1Proto.getDescriptor());

	private final WireShape published = WireShape.of(YdbTopicV1.getDescriptor(), YdbDiscoveryV1.getDescriptor(),
			YdbAuthV1.getDescriptor(), YdbQueryV1.getDescriptor(), YdbSchemeV1.getDescriptor(),
			YdbTableV1.getDescriptor());

	@Test
	void everyFieldEnumValueAndMethodHasThePublishedForm() {
		SortedMap<String, String> expected = this.published.members();
		expected.keySet().retainAll(this.ours.members().keySet());
		SortedMap<String, String> actual = this.ours.members();
		actual.keySet().retainAll(expected.keySet());
		assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(500);
	}

	@Test
	void whatIsNotPublishedIsNewerAndHasTheFormOfTheCurrentDefinition() {
		SortedMap<String, String> added = this.ours.members();
		added.keySet().removeAll(this.published.members().keySet());
		assertThat(added).isEqualTo(new TreeMap<>(NEWER_MEMBERS));
		assertThat(without(this.ours.types().keySet(), this.published.types().keySet()))
			.isEqualTo(new TreeSet<>(NEWER_TYPES));
	}

	@Test
	void noMemberOfOurTypesIsMissing() {
		Set<String> known = this.published.membersOf(this.ours.types().keySet()).keySet();
		assertThat(without(known, this.ours.members().keySet())).isEqualTo(new TreeSet<>(LEFT_OUT_MEMBERS));
	}

	@Test
	void noTypeIsMissingFromThePackagesThatWeHaveWhole() {
		Set<String> missing = without(this.published.types().keySet(), this.ours.types().keySet());
		missing.removeIf((name) -> WHOLE_PACKAGES.stream().noneMatch(name::startsWith));
		assertThat(missing).isEmpty();
		assertThat(WHOLE_PACKAGES).allSatisfy(
				(whole) -> assertThat(this.published.types().keySet()).anyMatch((name) -> name.startsWith(whole)));
	}

	@Test
	void theComparedFormsTellNumberTypeLabelPresenceAndOneof() {
		assertThat(this.published.members())
			.containsEntry("Ydb.Topic.StreamReadMessage.StartPartitionSessionResponse.read_offset",
					"2 optional INT64 with presence")
			.containsEntry("Ydb.Topic.StreamReadMessage.InitRequest.TopicReadSettings.partition_ids",
					"2 repeated INT64")
			.containsEntry("Ydb.Topic.StreamWriteMessage.InitRequest.partition_id",
					"5 INT64 with presence in partitioning")
			.containsEntry("Ydb.Topic.StreamWriteMessage.InitRequest.write_session_meta", "3 map of STRING to STRING")
			.containsEntry("Ydb.Topic.StreamReadMessage.FromServer.status", "1 enum Ydb.StatusIds.StatusCode")
			.containsEntry("Ydb.Topic.V1.TopicService.StreamRead",
					"stream Ydb.Topic.StreamReadMessage.FromClient to stream Ydb.Topic.StreamReadMessage.FromServer")
			.containsEntry("Ydb.StatusIds.StatusCode.SUCCESS", "400000");
	}

	@Test
	void ourFilesAndClassesStayOutOfTheWayOfThePublishedOnes() {
		assertThat(this.ours.files()).hasSizeGreaterThan(10).allSatisfy((name, file) -> {
			assertThat(name).startsWith("ydbtopic/");
			assertThat(file.getOptions().getJavaPackage()).startsWith("io.ydbtopic.proto.");
			assertThat(file.getOptions().getJavaMultipleFiles()).isTrue();
		});
		assertThat(this.published.files()).doesNotContainKeys(this.ours.files().keySet().toArray(String[]::new));
	}

	private static Set<String> without(Collection<String> names, Collection<String> removed) {
		Set<String> left = new TreeSet<>(names);
		left.removeAll(removed);
		return left;
	}

}
