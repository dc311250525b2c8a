package io.ydbtopic.spring.jdbc;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import io.ydbtopic.spring.listener.IdempotencyStore;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.StringUtils;

/**
 * Numbers in a table of a relational database, of which
 * {@code io/ydbtopic/spring/jdbc/schema.sql} is the definition. It uses plain SQL, so any
 * database will do, and it is called in the transaction of the calling thread, if there
 * is one. A number never becomes lower, also when two instances record at the same time:
 * the database decides who was first. Thread-safe.
 */
public final class JdbcIdempotencyStore implements IdempotencyStore {

	/** Name of the table in the definition that is delivered. */
	public static final String DEFAULT_TABLE = "ydb_topic_handled";

	private static final Pattern TABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*){0,2}");

	private final JdbcClient jdbc;

	private final String select;

	private final String update;

	private final String insert;

	private final String delete;

	/**
	 * A store on a table.
	 * @param table its name, perhaps behind that of a schema
	 * @throws IllegalArgumentException if that is no plain name
	 */
	public JdbcIdempotencyStore(JdbcClient jdbc, String table) {
		if (!TABLE.matcher(table).matches()) {
			throw new IllegalArgumentException(
					"table: '" + table + "' (expected: a plain name, perhaps behind that of a schema)");
		}
		this.jdbc = jdbc;
		this.select = "select handled_up_to from " + table + " where id = ?";
		this.update = "update " + table + " set handled_up_to = ? where id = ? and handled_up_to < ?";
		this.insert = "insert into " + table
				+ " (id, partition_key, consumer, topic, partition_id, producer_id, handled_up_to)"
				+ " values (?, ?, ?, ?, ?, ?, ?)";
		this.delete = "delete from " + table + " where partition_key = ?";
	}

	@Override
	public @Nullable Long highest(Key key) {
		return this.jdbc.sql(this.select).param(id(key)).query(Long.class).optional().orElse(null);
	}

	@Override
	public void record(Key key, long number) {
		claim(key, number);
	}

	@Override
	public boolean claim(Key key, long number) {
		String id = id(key);
		if (raise(id, number)) {
			return true;
		}
		if (this.jdbc.sql(this.select).param(id).query(Long.class).optional().isPresent()) {
			// Somebody may have made the row between the two.
			return raise(id, number);
		}
		try {
			this.jdbc.sql(this.insert)
				.param(id)
				.param(partitionKey(key.consumer(), key.topic(), key.partitionId()))
				.param(StringUtils.hasLength(key.consumer()) ? key.consumer() : null)
				.param(key.topic())
				.param(key.partitionId())
				.param(StringUtils.hasLength(key.producerId()) ? key.producerId() : null)
				.param(number)
				.update();
			return true;
		}
		catch (DuplicateKeyException ex) {
			return raise(id, number);
		}
	}

	private boolean raise(String id, long number) {
		return this.jdbc.sql(this.update).param(number).param(id).param(number).update() == 1;
	}

	@Override
	public void forget(String consumer, String topic, long partitionId) {
		this.jdbc.sql(this.delete).param(partitionKey(consumer, topic, partitionId)).update();
	}

	private static String id(Key key) {
		return hash(key.consumer(), key.topic(), Long.toString(key.partitionId()), key.producerId());
	}

	private static String partitionKey(String consumer, String topic, long partitionId) {
		return hash(consumer, topic, Long.toString(partitionId));
	}

	/** Names may be longer than what databases index. */
	private static String hash(String... parts) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (String part : parts) {
				byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
				digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
				digest.update(bytes);
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

}
