package io.ydbtopic.spring.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.ydbtopic.spring.listener.IdempotencyStore;
import io.ydbtopic.spring.listener.IdempotencyStore.Key;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Numbers in a database, by the definition that is delivered.
 */
class JdbcIdempotencyStoreTest {

	private static final Key KEY = new Key("billing", "/local/orders", 3, "shop");

	private EmbeddedDatabase database;

	private JdbcIdempotencyStore store;

	@BeforeEach
	void create() {
		this.database = new EmbeddedDatabaseBuilder().setType(EmbeddedDatabaseType.H2)
			.generateUniqueName(true)
			.addScript("classpath:io/ydbtopic/spring/jdbc/schema.sql")
			.build();
		this.store = new JdbcIdempotencyStore(JdbcClient.create(this.database), JdbcIdempotencyStore.DEFAULT_TABLE);
	}

	@AfterEach
	void drop() {
		this.database.shutdown();
	}

	@Test
	void aNumberNeverBecomesLower() {
		assertThat(this.store.highest(KEY)).isNull();
		this.store.record(KEY, 5);
		this.store.record(KEY, 4);
		assertThat(this.store.highest(KEY)).isEqualTo(5);
		this.store.record(KEY, 6);
		assertThat(this.store.highest(KEY)).isEqualTo(6);
		assertThat(this.store.claim(KEY, 6)).isFalse();
		assertThat(this.store.claim(KEY, 7)).isTrue();
	}

	@Test
	void eachProducerPartitionAndConsumerHasItsOwn() {
		Key noProducer = new Key("billing", "/local/orders", 3, "");
		Key noConsumer = new Key("", "/local/orders", 3, "shop");
		Key other = new Key("billing", "/local/orders", 4, "shop");
		Key longest = new Key("billing", "/local/orders", 3, "p".repeat(2048));
		for (Key key : List.of(KEY, noProducer, noConsumer, other, longest)) {
			assertThat(this.store.highest(key)).as("%s", key).isNull();
			this.store.record(key, 1);
		}
		this.store.forget("billing", "/local/orders", 3);
		assertThat(this.store.highest(KEY)).isNull();
		assertThat(this.store.highest(noProducer)).isNull();
		assertThat(this.store.highest(longest)).isNull();
		assertThat(this.store.highest(noConsumer)).isEqualTo(1);
		assertThat(this.store.highest(other)).isEqualTo(1);
	}

	@Test
	void ofTwoInstancesThatClaimTheSameOneGetsIt() throws Exception {
		JdbcIdempotencyStore second = new JdbcIdempotencyStore(JdbcClient.create(this.database), "ydb_topic_handled");
		ExecutorService threads = Executors.newFixedThreadPool(2);
		try {
			for (int round = 1; round <= 50; round++) {
				Key key = (round <= 25) ? new Key("billing", "/local/orders", round, "shop") : KEY;
				List<Boolean> claimed = claim(threads, key, round, List.of(this.store, second));
				assertThat(claimed).as("round %s", round).containsExactlyInAnyOrder(true, false);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static List<Boolean> claim(ExecutorService threads, Key key, long number, List<IdempotencyStore> stores)
			throws Exception {
		CountDownLatch start = new CountDownLatch(1);
		List<CompletableFuture<Boolean>> claims = new ArrayList<>();
		for (IdempotencyStore one : stores) {
			claims.add(CompletableFuture.supplyAsync(() -> {
				try {
					start.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return one.claim(key, number);
			}, threads));
		}
		start.countDown();
		List<Boolean> results = new ArrayList<>();
		for (CompletableFuture<Boolean> claim : claims) {
			results.add(claim.get());
		}
		return results;
	}

	@Test
	void aClaimIsTakenBackWithItsTransaction() {
		TransactionTemplate transactions = new TransactionTemplate(new DataSourceTransactionManager(this.database));
		assertThatThrownBy(() -> transactions.executeWithoutResult((status) -> {
			assertThat(this.store.claim(KEY, 1)).isTrue();
			throw new IllegalStateException("the listener's work failed");
		})).isInstanceOf(IllegalStateException.class);
		assertThat(this.store.highest(KEY)).isNull();
		transactions.executeWithoutResult((status) -> assertThat(this.store.claim(KEY, 1)).isTrue());
		assertThat(this.store.highest(KEY)).isEqualTo(1);
	}

	@Test
	void aWrongTableIsRefusedOrNamed() {
		JdbcClient jdbc = JdbcClient.create(this.database);
		assertThatIllegalArgumentException().isThrownBy(() -> new JdbcIdempotencyStore(jdbc, "handled; drop table x"))
			.withMessageContaining("table: 'handled; drop table x' (expected: a plain name");
		JdbcIdempotencyStore missing = new JdbcIdempotencyStore(jdbc, "app.missing_table");
		assertThatExceptionOfType(BadSqlGrammarException.class).isThrownBy(() -> missing.highest(KEY))
			.withMessageContaining("app.missing_table");
	}

}
