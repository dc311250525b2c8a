package io.ydbtopic.broker.topic;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.google.protobuf.ByteString;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.journal.Journal;
import io.ydbtopic.broker.log.SlowStore;
import io.ydbtopic.broker.variant.Variants;
import io.ydbtopic.proto.topic.AutoPartitioningStrategy;
import io.ydbtopic.proto.topic.CreateTopicRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is seen of commits while a store works on them, and when it fails.
 */
class CommitsOfAStoreTest {

	private final SlowStore store = new SlowStore();

	private final Catalogue catalogue = new Catalogue(new DatabasePaths("/local"), this.store, Clock.systemUTC(), null,
			1, Variants.NONE, new Journal(0, Clock.systemUTC(), Runnable::run));

	private final List<String> told = new ArrayList<>();

	private TopicConsumer consumer;

	private Topic topic;

	@BeforeEach
	void aTopicWithThreeMessages() {
		CreateTopicRequest.Builder request = CreateTopicRequest.newBuilder().setPath("t");
		request.addConsumersBuilder().setName("billing");
		request.getPartitioningSettingsBuilder()
			.setMaxActivePartitions(10)
			.getAutoPartitioningSettingsBuilder()
			.setStrategy(AutoPartitioningStrategy.AUTO_PARTITIONING_STRATEGY_SCALE_UP);
		this.catalogue.create(request.build());
		this.topic = this.catalogue.get("t");
		append(3);
		TopicConsumer found = this.topic.consumer("billing");
		assertThat(found).isNotNull();
		this.consumer = found;
		this.store.keepAll();
	}

	private void append(int messages) {
		Partition partition = this.topic.partition(0);
		WriteOwnership ownership = partition.own("", 0, RejectedException.badRequest("taken over"), (reason) -> {
		});
		NewMessage message = new NewMessage(1, ByteString.EMPTY, 0, 0, List.of());
		partition.append(ownership, 1, Map.of(), Collections.nCopies(messages, message), () -> {
		});
	}

	private Session join() {
		Session session = new Session();
		this.consumer.join(session, Set.of());
		return session;
	}

	@Test
	void aCommitIsShownWhenItIsKeptAndNotBefore() {
		Session session = join();
		this.consumer.commit(session.lease(0), 1, () -> this.told.add("1"));
		this.consumer.commit(session.lease(0), 2, () -> this.told.add("2"));
		assertThat(this.told).isEmpty();
		assertThat(this.consumer.committedOffset(0)).isZero();
		this.store.keepOne();
		assertThat(this.told).containsExactly("1");
		assertThat(this.consumer.committedOffset(0)).isEqualTo(1);
		this.store.keepOne();
		assertThat(this.told).containsExactly("1", "2");
		assertThat(this.consumer.committedOffset(0)).isEqualTo(2);
	}

	@Test
	void aCommitThatAFailingStoreLosesIsNeverShown() {
		Session session = join();
		this.consumer.commit(session.lease(0), 2, () -> this.told.add("2"));
		this.store.loseAll();
		assertThat(this.consumer.committedOffset(0)).isZero();
		this.consumer.leave(session);
		assertThat(join().leases).as("nobody may begin where nothing is kept").isEmpty();
		assertThat(this.told).isEmpty();
	}

	@Test
	void anOlderCommitIsToldAfterTheNewerOneThatIsNotKeptYet() {
		Session session = join();
		this.consumer.commit(session.lease(0), 3, () -> this.told.add("3"));
		this.consumer.commitFromOutside(this.topic.partition(0), 2, session.sessionId(), () -> this.told.add("2"));
		assertThat(this.told).isEmpty();
		this.store.keepAll();
		assertThat(this.told).containsExactly("3", "2");
		assertThat(this.consumer.committedOffset(0)).isEqualTo(3);
	}

	@Test
	void childrenAreGivenOutWhenTheCommitOfTheirParentIsKept() {
		Session session = join();
		this.catalogue.split("t", 0);
		this.store.keepAll();
		this.consumer.commit(session.lease(0), 3, () -> this.told.add("kept"));
		assertThat(session.leases).containsOnlyKeys(0L);
		assertThat(session.stopped).isEmpty();
		this.store.keepAll();
		assertThat(session.leases).containsOnlyKeys(0L, 1L, 2L);
		assertThat(session.stopped).containsExactly(0L);
		assertThat(session.order.get(0)).as("the ack comes before the moves").isEqualTo("kept before stop");
	}

	@Test
	void childrenWaitForWhatTheStoreKeepsOfTheirParentAfterTheSplit() {
		Session session = join();
		this.consumer.commit(session.lease(0), 3, () -> {
		});
		this.store.keepAll();
		append(1);
		this.catalogue.split("t", 0);
		Session another = join();
		assertThat(session.lease(0).partition().endsAt(3)).isFalse();
		assertThat(session.leases).containsOnlyKeys(0L);
		assertThat(another.leases).isEmpty();
		this.store.keepAll();
		assertThat(session.leases).containsOnlyKeys(0L);
		assertThat(another.leases).isEmpty();
		this.consumer.commit(session.lease(0), 4, () -> {
		});
		this.store.keepAll();
		assertThat(session.lease(0).partition().endsAt(4)).isTrue();
		assertThat(session.leases.size() + another.leases.size()).isEqualTo(3);
	}

	@Test
	void grandchildrenOfAnEmptyPartitionWaitForItsParent() {
		Session session = join();
		this.catalogue.split("t", 0);
		this.catalogue.split("t", 1);
		this.store.keepAll();
		Session another = join();
		assertThat(session.leases).containsOnlyKeys(0L);
		assertThat(another.leases).isEmpty();
		this.consumer.commit(session.lease(0), 3, () -> {
		});
		this.store.keepAll();
		Set<Long> read = new TreeSet<>(session.leases.keySet());
		read.addAll(another.leases.keySet());
		assertThat(read).as("the empty one has nothing to read").containsExactly(0L, 2L, 3L, 4L);
	}

	@Test
	void aSessionThatHasReadTheParentReadsAnEmptyChildToItsEndAtOnce() {
		Session session = join();
		this.catalogue.split("t", 0);
		this.catalogue.split("t", 1);
		this.store.keepAll();
		this.consumer.finishedReading(session.lease(0));
		assertThat(session.leases).containsOnlyKeys(0L, 1L, 2L);
		this.consumer.commit(session.lease(2), 0, () -> this.told.add("too early"));
		this.consumer.finishedReading(session.lease(1));
		assertThat(session.leases).containsOnlyKeys(0L, 1L, 2L, 3L, 4L);
		this.store.keepAll();
		assertThat(this.told).isEmpty();
	}

	@Test
	void aPartitionThatIsGivenUpWhileItsOffsetMovesWaits() {
		Session first = join();
		this.consumer.commit(first.lease(0), 2, () -> this.told.add("2"));
		this.consumer.leave(first);
		Session second = join();
		assertThat(second.leases).isEmpty();
		this.store.keepAll();
		assertThat(second.lease(0).committedOffset()).isEqualTo(2);
		assertThat(second.lease(0).lastReadOffset()).isEqualTo(2);
	}

	@Test
	void afterACommitThatGoesBackTheNextReaderBeginsThere() {
		Session first = join();
		this.consumer.commit(first.lease(0), 3, () -> {
		});
		this.store.keepAll();
		Session second = join();
		this.consumer.commitFromOutside(this.topic.partition(0), 1, "", () -> this.told.add("back"));
		assertThat(first.expelled).isTrue();
		this.consumer.leave(first);
		assertThat(second.leases).isEmpty();
		this.store.keepAll();
		assertThat(this.told).containsExactly("back");
		assertThat(second.lease(0).committedOffset()).isEqualTo(1);
	}

	/** A session that takes what it gets. */
	private final class Session implements ReadMember {

		private final Map<Long, Lease> leases = new TreeMap<>();

		private final List<Long> stopped = new ArrayList<>();

		private final List<String> order = new ArrayList<>();

		private boolean expelled;

		Lease lease(long partition) {
			Lease lease = this.leases.get(partition);
			assertThat(lease).as("the lease of partition %s", partition).isNotNull();
			return lease;
		}

		@Override
		public void assigned(Lease lease) {
			this.leases.put(lease.partition().id(), lease);
		}

		@Override
		public void stopAsked(Lease lease, boolean graceful) {
			this.stopped.add(lease.partition().id());
			this.order.add(CommitsOfAStoreTest.this.told.contains("kept") ? "kept before stop" : "stop");
		}

		@Override
		public void committedElsewhere(Lease lease, long offset) {
		}

		@Override
		public void expelled(RejectedException reason) {
			this.expelled = true;
		}

		@Override
		public String sessionId() {
			return "session-" + System.identityHashCode(this);
		}

		@Override
		public int node() {
			return 1;
		}

		@Override
		public String readerName() {
			return "";
		}

	}

}
