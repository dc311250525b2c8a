package io.ydbtopic.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.listener.PartitionTrouble;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Positive;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The elements of a batch are checked one by one.
 */
class BatchValidationTest {

	private static final String GOOD = "{\"amount\":1}";

	private static final String BAD = "{\"amount\":-1}";

	private final ListeningContext app = new ListeningContext();

	private final List<Integer> got = new ArrayList<>();

	private void expectTheSecondToBeHeld(Object listener) {
		this.app.run(listener, (registry) -> {
			this.app.deliver(this.app.session.batch(GOOD, BAD, GOOD));
			assertThat(this.got).containsExactly(1);
			assertThat(this.app.session.commits).containsExactly(40L);
			assertThat(registry.getContainers().iterator().next().troubles()).singleElement().satisfies((trouble) -> {
				assertThat(trouble.kind()).isEqualTo(PartitionTrouble.Kind.HELD);
				assertThat(trouble.offset()).isEqualTo(41);
				assertThat(trouble.attempt()).isEqualTo(1);
				assertThat(trouble.cause()).isEqualTo(MethodArgumentNotValidException.class.getName());
			});
		});
	}

	@Test
	void ofAListThatIsToBeValid() {
		expectTheSecondToBeHeld(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(@Payload @Valid List<Order> orders) {
				orders.forEach((order) -> BatchValidationTest.this.got.add(order.amount()));
			}

		});
	}

	@Test
	void ofElementsThatAreToBeValid() {
		expectTheSecondToBeHeld(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(List<@Valid Order> orders) {
				orders.forEach((order) -> BatchValidationTest.this.got.add(order.amount()));
			}

		});
	}

	@Test
	void ofMessages() {
		expectTheSecondToBeHeld(new Object() {

			@TopicListener(topics = "orders", consumer = "billing")
			void listen(@Valid List<Message<Order>> orders) {
				orders.forEach((order) -> BatchValidationTest.this.got.add(order.getPayload().amount()));
			}

		});
	}

	@Test
	void notWhereNobodyAsksForIt() {
		this.app.run(new Object() {

			@TopicListener(topics = "#{__listener.topic}", consumer = "billing")
			void listen(List<Order> orders) {
				orders.forEach((order) -> BatchValidationTest.this.got.add(order.amount()));
			}

			@SuppressWarnings("unused")
			public String getTopic() {
				return "orders";
			}

		}, (registry) -> {
			assertThat(registry.getContainers().iterator().next().properties().reader().topics()).singleElement()
				.satisfies((topic) -> assertThat(topic.path()).isEqualTo("orders"));
			this.app.deliver(this.app.session.batch(GOOD, BAD));
			assertThat(this.got).containsExactly(1, -1);
		});
	}

	record Order(@Positive int amount) {
	}

}
