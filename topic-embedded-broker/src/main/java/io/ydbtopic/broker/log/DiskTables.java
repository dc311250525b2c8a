package io.ydbtopic.broker.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.log.BrokerStore.StoredProducer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * The maps of a store on disk beside the messages, and how their keys are made. The
 * store's writer changes them; any thread may read.
 */
final class DiskTables {

	private final MVStore store;

	private final MVMap<Long, byte[]> topics;

	private final MVMap<String, byte[]> directories;

	/** Partition to its first offset. */
	private final MVMap<String, byte[]> starts;

	/** Partition and consumer to the committed offset. */
	private final MVMap<String, byte[]> offsets;

	/** Partition and producer to greatest number and time. */
	private final MVMap<String, byte[]> producers;

	DiskTables(MVStore store) {
		this.store = store;
		this.topics = store.openMap("topics",
				new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
		this.directories = open("directories");
		this.starts = open("starts");
		this.offsets = open("offsets");
		this.producers = open("producers");
	}

	private MVMap<String, byte[]> open(String name) {
		return this.store.openMap(name, new MVMap.Builder<String, byte[]>().keyType(StringDataType.INSTANCE)
			.valueType(ByteArrayDataType.INSTANCE));
	}

	private static String key(PartitionKey partition) {
		return String.format(Locale.ROOT, "%016x/%016x/", partition.topicId(), partition.partition());
	}

	private static String key(long topicId) {
		return String.format(Locale.ROOT, "%016x/", topicId);
	}

	private static byte[] bytes(long... numbers) {
		ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES * numbers.length);
		for (long number : numbers) {
			buffer.putLong(number);
		}
		return buffer.array();
	}

	MVMap<Long, byte[]> messages(PartitionKey partition) {
		return this.store.openMap(messagesName(partition),
				new MVMap.Builder<Long, byte[]>().keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
	}

	private static String messagesName(PartitionKey partition) {
		return "messages/" + key(partition);
	}

	long start(PartitionKey partition) {
		byte[] value = this.starts.get(key(partition));
		return (value != null) ? ByteBuffer.wrap(value).getLong() : 0;
	}

	void putStart(PartitionKey partition, long offset) {
		this.starts.put(key(partition), bytes(offset));
	}

	void putTopic(long topicId, ByteString description) {
		this.topics.put(topicId, description.toByteArray());
	}

	void putDirectory(String path) {
		this.directories.put(path, new byte[0]);
	}

	void removeDirectory(String path) {
		this.directories.remove(path);
	}

	void putOffset(PartitionKey partition, String consumer, long offset) {
		this.offsets.put(key(partition) + consumer, bytes(offset));
	}

	void putProducers(PartitionKey partition, List<StoredRecord> records) {
		Map<String, StoredRecord> last = new HashMap<>();
		records.forEach((record) -> last.put(record.producerId(), record));
		last.remove("");
		last.forEach((producer, record) -> this.producers.put(key(partition) + producer,
				bytes(record.seqNo(), record.writtenAtMillis())));
	}

	void removeConsumer(long topicId, String consumer) {
		for (Map.Entry<String, byte[]> entry : below(this.offsets, key(topicId)).entrySet()) {
			if (entry.getKey().substring(key(new PartitionKey(0, 0)).length()).equals(consumer)) {
				this.offsets.remove(entry.getKey());
			}
		}
	}

	void removeTopic(long topicId) {
		this.topics.remove(topicId);
		for (MVMap<String, byte[]> map : List.of(this.starts, this.offsets, this.producers)) {
			below(map, key(topicId)).keySet().forEach(map::remove);
		}
		for (String name : List.copyOf(this.store.getMapNames())) {
			if (name.startsWith("messages/" + key(topicId))) {
				this.store.removeMap(name);
			}
		}
	}

	private static Map<String, byte[]> below(MVMap<String, byte[]> map, String prefix) {
		Map<String, byte[]> found = new TreeMap<>();
		Cursor<String, byte[]> cursor = map.cursor(prefix);
		while (cursor.hasNext()) {
			String key = cursor.next();
			if (!key.startsWith(prefix)) {
				break;
			}
			found.put(key, cursor.getValue());
		}
		return found;
	}

	List<StoredProducer> producers(PartitionKey partition) {
		String prefix = key(partition);
		List<StoredProducer> found = new ArrayList<>();
		below(this.producers, prefix).forEach((key, value) -> {
			ByteBuffer numbers = ByteBuffer.wrap(value);
			found.add(new StoredProducer(key.substring(prefix.length()), numbers.getLong(), numbers.getLong()));
		});
		found.sort(Comparator.comparingLong(StoredProducer::lastWriteMillis));
		return found;
	}

	Map<String, Long> offsets(PartitionKey partition) {
		String prefix = key(partition);
		Map<String, Long> found = new HashMap<>();
		below(this.offsets, prefix)
			.forEach((key, value) -> found.put(key.substring(prefix.length()), ByteBuffer.wrap(value).getLong()));
		return found;
	}

	Map<Long, ByteString> topics() {
		Map<Long, ByteString> found = new TreeMap<>();
		this.topics.forEach((id, description) -> found.put(id, ByteString.copyFrom(description)));
		return found;
	}

	List<String> directories() {
		return List.copyOf(this.directories.keySet());
	}

}
