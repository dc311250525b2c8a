package io.ydbtopic.client.internal.keyed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.GZIPInputStream;

import com.google.protobuf.ByteString;
import io.ydbtopic.client.admin.PartitionDescription;
import io.ydbtopic.client.admin.TopicDescription;
import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.error.Issue;
import io.ydbtopic.client.internal.stream.ScriptedCall;
import io.ydbtopic.client.internal.stream.ScriptedTransport;
import io.ydbtopic.client.internal.write.FakeWriteServer;
import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.issue.IssueMessage;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromClient;
import io.ydbtopic.proto.topic.StreamWriteMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * A topic of several partitions, as far as writers can see it: producers and their
 * numbers, ownership, bindings, splits. It stores each number of a producer once.
 */
final class FakeTopicServer {

	private final ScriptedTransport<FromClient, FromServer> transport = new ScriptedTransport<>();

	private final Map<Long, Partition> partitions = new TreeMap<>();

	/** The active partition that each producer writes to. */
	private final Map<String, Long> homes = new HashMap<>();

	/** Everything that was stored, in the order in which it was. */
	private final List<Stored> log = new ArrayList<>();

	/** Whether what is stored is acknowledged. */
	boolean acknowledges = true;

	/** Whether calls break at once. */
	boolean away;

	/** Whether requests stay on the wire: they are lost with their stream. */
	private boolean holdsBack;

	private final List<Session> sessions = new ArrayList<>();

	/** Whether the topic says that the server may split it. */
	boolean autoPartitioned = true;

	/** How often the topic was described. */
	int descriptions;

	/** The answer to the next descriptions instead of the truth; null for the truth. */
	@Nullable CompletableFuture<TopicDescription> nextDescription;

	FakeTopicServer(int count) {
		for (int i = 0; i < count; i++) {
			byte @Nullable [] from = (i == 0) ? null : Descriptions.bound(i * 256 / count);
			byte @Nullable [] to = (i == count - 1) ? null : Descriptions.bound((i + 1) * 256 / count);
			this.partitions.put((long) i, new Partition(i, List.of(), from, to));
		}
		this.transport.onOpen(this::serve);
	}

	record Stored(long partition, String producer, long number, String text, boolean ranged) {
	}

	ScriptedTransport<FromClient, FromServer> transport() {
		return this.transport;
	}

	List<Stored> log() {
		return this.log;
	}

	List<String> texts() {
		return this.log.stream().map(Stored::text).toList();
	}

	CompletableFuture<TopicDescription> describe() {
		this.descriptions++;
		return (this.nextDescription != null) ? this.nextDescription : CompletableFuture.completedFuture(description());
	}

	TopicDescription description() {
		PartitionDescription[] all = this.partitions.values()
			.stream()
			.map(Partition::description)
			.toArray(PartitionDescription[]::new);
		return this.autoPartitioned ? Descriptions.autoPartitioned(all) : Descriptions.topic(all);
	}

	/** Lets requests stay on the wire, or lets them arrive. */
	void holdBack(boolean now) {
		this.holdsBack = now;
		if (!now) {
			this.sessions.forEach(Session::arrive);
		}
	}

	List<Long> active() {
		return this.partitions.values().stream().filter((partition) -> partition.active).map((it) -> it.id).toList();
	}

	/** Splits in halves and sends its writers away. */
	List<Long> split(long id) {
		Partition parent = partition(id);
		if (!parent.active) {
			throw new AssertionError("partition " + id + " was split before");
		}
		int low = (parent.from != null) ? parent.from[0] & 0xff : 0;
		int high = (parent.to != null) ? parent.to[0] & 0xff : 256;
		byte[] middle = Descriptions.bound((low + high) / 2);
		long first = this.partitions.size();
		this.partitions.put(first, new Partition(first, List.of(id), parent.from, middle));
		this.partitions.put(first + 1, new Partition(first + 1, List.of(id), middle, parent.to));
		parent.active = false;
		parent.children = List.of(first, first + 1);
		List.copyOf(parent.owners.values()).forEach(FakeTopicServer::sendAway);
		parent.owners.clear();
		return parent.children;
	}

	private static void sendAway(ScriptedCall<FromClient, FromServer> call) {
		call.reply(inactive());
		call.end();
	}

	static FromServer inactive() {
		return FromServer.newBuilder()
			.setStatus(StatusCode.OVERLOADED)
			.addIssues(IssueMessage.newBuilder()
				.setMessage("partition is inactive")
				.setIssueCode(Issue.PARTITION_INACTIVE)
				.setSeverity(1))
			.build();
	}

	private Partition partition(long id) {
		Partition partition = this.partitions.get(id);
		if (partition == null) {
			throw new AssertionError("no partition " + id);
		}
		return partition;
	}

	private void serve(ScriptedCall<FromClient, FromServer> call) {
		if (this.away) {
			call.breakDown();
			return;
		}
		Session session = new Session(call);
		this.sessions.add(session);
		call.onMessage((message) -> {
			if (message.hasInitRequest()) {
				session.init(message.getInitRequest());
			}
			else {
				session.onTheWire.add(message.getWriteRequest());
				if (!this.holdsBack) {
					session.arrive();
				}
			}
		});
	}

	/** Greatest number of a producer, in a partition or its ancestors. */
	private long maxNumber(Partition partition, String producer) {
		long max = partition.numbers.getOrDefault(producer, 0L);
		for (long parent : partition.parents) {
			max = Math.max(max, maxNumber(partition(parent), producer));
		}
		return max;
	}

	private final class Partition {

		private final long id;

		private final List<Long> parents;

		private final byte @Nullable [] from;

		private final byte @Nullable [] to;

		private final Map<String, Long> numbers = new HashMap<>();

		private final Map<String, ScriptedCall<FromClient, FromServer>> owners = new HashMap<>();

		private List<Long> children = List.of();

		private boolean active = true;

		Partition(long id, List<Long> parents, byte @Nullable [] from, byte @Nullable [] to) {
			this.id = id;
			this.parents = parents;
			this.from = from;
			this.to = to;
		}

		PartitionDescription description() {
			return new PartitionDescription(this.id, this.active, this.children, this.parents, 0, 0, 0, null, 1, 1,
					(this.from != null) ? ByteBuffer.wrap(this.from) : null,
					(this.to != null) ? ByteBuffer.wrap(this.to) : null);
		}

	}

	private final class Session {

		private final ScriptedCall<FromClient, FromServer> call;

		private final ArrayDeque<WriteRequest> onTheWire = new ArrayDeque<>();

		private String producer = "";

		private @Nullable Partition partition;

		Session(ScriptedCall<FromClient, FromServer> call) {
			this.call = call;
		}

		void init(InitRequest request) {
			this.producer = request.getProducerId();
			Partition wanted = partition(request.getPartitionId());
			if (!wanted.active) {
				sendAway(this.call);
				return;
			}
			if (!this.producer.isEmpty()) {
				Long home = FakeTopicServer.this.homes.get(this.producer);
				if (home != null && home != wanted.id && partition(home).active) {
					this.call.reply(FakeWriteServer.error(StatusCode.BAD_REQUEST,
							"producer " + this.producer + " writes to partition " + home));
					this.call.end();
					return;
				}
				FakeTopicServer.this.homes.put(this.producer, wanted.id);
				wanted.numbers.put(this.producer, maxNumber(wanted, this.producer));
			}
			String owner = this.producer.isEmpty() ? "anonymous " + FakeTopicServer.this.transport.calls().size()
					: this.producer;
			ScriptedCall<FromClient, FromServer> displaced = wanted.owners.put(owner, this.call);
			if (displaced != null && displaced.isOpen()) {
				displaced.reply(FakeWriteServer.error(StatusCode.BAD_REQUEST, "taken over"));
				displaced.end();
			}
			this.partition = wanted;
			this.call.reply(FakeWriteServer.ok()
				.setInitResponse(InitResponse.newBuilder()
					.setLastSeqNo(this.producer.isEmpty() ? 0 : maxNumber(wanted, this.producer))
					.setSessionId("session")
					.setPartitionId(wanted.id))
				.build());
		}

		void arrive() {
			while (!this.onTheWire.isEmpty()) {
				WriteRequest request = this.onTheWire.remove();
				if (this.call.isOpen()) {
					write(request);
				}
			}
		}

		private void write(WriteRequest request) {
			Partition to = this.partition;
			if (to == null || !to.active || !to.owners.containsValue(this.call)) {
				return;
			}
			WriteResponse.Builder response = WriteResponse.newBuilder().setPartitionId(to.id);
			for (WriteRequest.MessageData message : request.getMessagesList()) {
				WriteResponse.WriteAck.Builder ack = response.addAcksBuilder().setSeqNo(message.getSeqNo());
				if (this.producer.isEmpty() || message.getSeqNo() > to.numbers.getOrDefault(this.producer, 0L)) {
					to.numbers.put(this.producer, message.getSeqNo());
					ack.getWrittenBuilder().setOffset(FakeTopicServer.this.log.size());
					FakeTopicServer.this.log.add(new Stored(to.id, this.producer, message.getSeqNo(),
							text(request.getCodec(), message.getData()),
							message.getMetadataItemsList()
								.stream()
								.anyMatch((item) -> KeyedEntry.RANGE_KEY.equals(item.getKey()))));
				}
				else {
					ack.getSkippedBuilder();
				}
			}
			if (FakeTopicServer.this.acknowledges) {
				this.call.reply(FakeWriteServer.ok().setWriteResponse(response).build());
			}
		}

		private static String text(int codec, ByteString data) {
			if (codec != Codec.GZIP) {
				return data.toStringUtf8();
			}
			try (GZIPInputStream in = new GZIPInputStream(data.newInput())) {
				return new String(in.readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
