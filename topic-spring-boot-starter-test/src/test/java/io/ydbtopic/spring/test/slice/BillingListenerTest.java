package io.ydbtopic.spring.test.slice;

import java.time.Duration;
import java.time.Instant;

import io.ydbtopic.broker.fault.FaultKind;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.spring.config.TopicListenerEndpointRegistry;
import io.ydbtopic.spring.listener.Acknowledgment;
import io.ydbtopic.spring.listener.ListenerState;
import io.ydbtopic.spring.test.TopicListenerTest;
import io.ydbtopic.spring.test.TopicTestContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static io.ydbtopic.spring.test.TopicAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@TopicListenerTest(value = BillingListener.class, topics = "orders:2", properties = {
		"ydb.topic.listener.on-exhausted=dead-letter", "ydb.topic.listener.dead-letter.topic={topic}-dead" })
class BillingListenerTest {

	private static final Duration MOMENT = Duration.ofSeconds(5);

	@Autowired
	BillingListener listener;

	@Autowired
	ApplicationContext context;

	@Test
	void handsMessagesToTheListenerAndCommitsThem(TopicTestContext topics) {
		topics.send("orders", 1, new Invoice("1", 10));
		topics.send("orders", 1, new Invoice("2", 20));
		topics.advance(MOMENT);

		assertThat(this.listener.billed).containsExactly("1", "2");
		assertThat(topics.values("invoices", Invoice.class)).containsExactly(new Invoice("1", 10),
				new Invoice("2", 20));
		assertThat(topics.listener("billing")).isRunning()
			.hasPartitions("orders", 0, 1)
			.hasCommitted("orders", 1, 1)
			.hasNotCommitted("orders", 1, 2)
			.hasNoUnacked();
	}

	@Test
	void nothingHappensBeforeTimePasses(TopicTestContext topics) {
		assertThat(topics.listener("billing")).hasState(ListenerState.STARTING).hasPartitions("orders");
	}

	// tag::dead-letter[]
	@Test
	void retriesThenDeadLetters(TopicTestContext topics) {
		topics.send("orders", new Invoice("1", -1));
		topics.advance(MOMENT);
		assertThat(topics.deadLetters("orders")).isEmpty();

		topics.advance(Duration.ofMinutes(10));

		assertThat(topics.deadLetters("orders")).singleElement()
			.satisfies((dead) -> assertThat(dead.header("dlt-exception-message")).isEqualTo("no money"));
		assertThat(topics.listener("billing")).hasNoUnacked();
	}
	// end::dead-letter[]

	@Test
	void whatCannotBeReadIsADeadLetterAtOnce(TopicTestContext topics) {
		topics.send("orders", "{broken");
		topics.advance(MOMENT);

		assertThat(topics.deadLetters("orders")).singleElement()
			.satisfies((dead) -> assertThat(dead.text()).isEqualTo("{broken"));
	}

	// tag::fault[]
	@Test
	void aLostAckStoresNothingTwice(TopicTestContext topics) {
		topics.faults().dropAfterStoring("invoices", 1);
		topics.send("orders", new Invoice("1", 10));
		topics.advance(Duration.ofMinutes(1));

		assertThat(topics.faults().count(FaultKind.DROP_AFTER_STORING)).isOne();
		assertThat(topics.messages("invoices")).hasSize(1);
	}
	// end::fault[]

	@Test
	void whatIsNotAcknowledgedShows(TopicTestContext topics) {
		topics.listener("manual").start();
		topics.send("orders", 0, new Invoice("1", 10));
		topics.advance(MOMENT);
		assertThatThrownBy(() -> assertThat(topics.listener("manual")).hasNoUnacked())
			.hasMessageContaining("1 of /local/orders partition 0");

		this.listener.open.forEach(Acknowledgment::acknowledge);
		topics.advance(MOMENT);

		assertThat(topics.listener("manual")).hasCommitted("orders", 0, 0).hasNoUnacked();
	}

	@Test
	void timeIsTheTestsAlone(TopicTestContext topics) {
		Instant before = topics.clock().instant();
		topics.advance(Duration.ofDays(1));
		assertThat(topics.clock().instant()).isEqualTo(before.plus(Duration.ofDays(1)));
	}

	@Test
	void onlyTheListedListenersAreThere(@Autowired TopicListenerEndpointRegistry registry) {
		assertThat(registry.getContainerIds()).containsExactly("billing", "manual");
		assertThat(this.context.getBeansOfType(OtherService.class)).isEmpty();
	}

	@Test
	void stopsWithinItsOwnTime(TopicTestContext topics, @Autowired TopicClient client) {
		topics.send("orders", new Invoice("1", -1));
		topics.advance(MOMENT);

		((ConfigurableApplicationContext) this.context).stop();

		assertThat(topics.listener("billing")).hasState(ListenerState.STOPPED);
		assertThat(client.streams()).isEmpty();
		assertThat(topics.broker().openStreams()).isZero();
	}

}
