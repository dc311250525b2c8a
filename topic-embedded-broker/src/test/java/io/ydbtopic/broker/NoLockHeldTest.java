package io.ydbtopic.broker;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.DescribeTopicRequest;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamWriteMessage.WriteRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The broker holds no monitor of its own while it calls gRPC, whatever it is busy with.
 * It uses no other locks.
 */
class NoLockHeldTest {

	private static final int ROUNDS = 5;

	private static final Duration QUIET = Duration.ofMillis(100);

	private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

	private final Set<String> held = ConcurrentHashMap.newKeySet();

	private final Set<String> called = ConcurrentHashMap.newKeySet();

	private final AtomicLong calls = new AtomicLong();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:4:billing")
		.topic("invoices:1:billing")
		.interceptor(new OutboundCalls((method, message) -> look(method))));

	private void look(String method) {
		this.calls.incrementAndGet();
		this.called.add(method);
		ThreadInfo self = this.threads.getThreadInfo(new long[] { Thread.currentThread().getId() }, true, false)[0];
		for (MonitorInfo monitor : self.getLockedMonitors()) {
			StackTraceElement frame = monitor.getLockedStackFrame();
			if (frame != null && frame.getClassName().startsWith("io.ydbtopic.")) {
				this.held.add(method + " while " + frame + " holds a " + monitor.getClassName());
			}
		}
	}

	@Test
	void noMonitorIsHeldWhileGrpcIsCalled() {
		ReadStream first = reader();
		settle(first);
		for (int round = 1; round <= ROUNDS; round++) {
			WriteStream writer = this.test.writer();
			writer.init("orders", "p" + round);
			writer.writeOnly(1);
			ReadStream second = reader();
			writer.response();
			settle(first);
			settle(second);
			this.test.topics().describeTopic(DescribeTopicRequest.newBuilder().setPath("orders").build());
			transaction(round);
			this.test.broker().faults().split("orders", round - 1);
			second.close();
			writer.close();
		}
		first.close();
		assertThat(this.held).isEmpty();
		assertThat(this.called).containsExactlyInAnyOrder("request", "sendHeaders", "sendMessage", "close");
		assertThat(this.calls.get()).isGreaterThan(ROUNDS * 10);
	}

	/** Answers what the broker asks, until it asks nothing for a moment. */
	private static void settle(ReadStream reader) {
		for (FromServer message = reader.poll(QUIET); message != null; message = reader.poll(QUIET)) {
			if (message.hasStartPartitionSessionRequest()) {
				reader.confirmStart(
						message.getStartPartitionSessionRequest().getPartitionSession().getPartitionSessionId());
			}
			else if (message.hasStopPartitionSessionRequest()
					&& message.getStopPartitionSessionRequest().getGraceful()) {
				reader.confirmStop(message.getStopPartitionSessionRequest().getPartitionSessionId());
			}
		}
	}

	/** Takes partitions away from those who are there. */
	private ReadStream reader() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.grant(1_000_000);
		return reader;
	}

	private void transaction(int round) {
		QueryClient client = new QueryClient(this.test.channel()).attach();
		String tx = client.begin();
		WriteStream writer = this.test.writer();
		writer.init("invoices", "p" + round);
		writer.writeOnly(WriteRequest.newBuilder()
			.setCodec(1)
			.setTx(client.identity(tx))
			.addMessages(WriteStream.message(1, "m")));
		writer.response();
		assertThat(client.commit(tx)).isEqualTo(StatusCode.SUCCESS);
		assertThat(client.delete()).isEqualTo(StatusCode.SUCCESS);
		writer.close();
	}

}
