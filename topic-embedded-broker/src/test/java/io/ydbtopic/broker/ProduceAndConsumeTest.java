package io.ydbtopic.broker;

import java.util.List;

import io.ydbtopic.proto.topic.StreamReadMessage.ReadResponse;
import io.ydbtopic.proto.topic.StreamReadMessage.StartPartitionSessionRequest;
import io.ydbtopic.proto.topic.StreamWriteMessage.InitResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class ProduceAndConsumeTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	@Test
	void whatIsWrittenIsReadAndCommitted() {
		WriteStream writer = this.test.writer();
		InitResponse init = writer.init("orders", "shop");
		assertThat(init.getLastSeqNo()).isZero();
		assertThat(init.getSessionId()).isNotEmpty();
		assertThat(WriteStream.offsets(writer.write(1, 2, 3))).containsExactly(0L, 1L, 2L);

		ReadStream reader = this.test.reader();
		reader.init("/local/orders", "billing");
		StartPartitionSessionRequest start = reader.start();
		assertThat(start.getPartitionSession().getPath()).isEqualTo("/local/orders");
		assertThat(start.getPartitionOffsets().getEnd()).isEqualTo(3);
		reader.grant(1_000_000);
		List<ReadResponse.MessageData> messages = reader.read(3);
		assertThat(messages).extracting((message) -> message.getData().toStringUtf8())
			.containsExactly("m1", "m2", "m3");
		assertThat(reader.commit(1, 0, 3)).isEqualTo(3);
		assertThat(this.test.broker().committedOffset("orders", 0, "billing")).isEqualTo(3);
	}

	@Test
	void aWaitingReaderGetsANewMessageAtOnce() {
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.grant(1_000_000);
		reader.start();
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		writer.write(1);
		assertThat(reader.read(1)).hasSize(1);
	}

}
