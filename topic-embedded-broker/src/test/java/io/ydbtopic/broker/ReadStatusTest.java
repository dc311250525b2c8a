package io.ydbtopic.broker;

import java.time.Duration;
import java.time.Instant;

import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import io.ydbtopic.proto.topic.StreamReadMessage.PartitionSessionStatusRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What the server tells about how far behind a reader is in time. */
class ReadStatusTest {

	private final MutableClock clock = new MutableClock();

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.clock(this.clock).topic("orders:1:billing"));

	private Instant watermark(ReadStream reader) {
		reader.send(FromClient.newBuilder()
			.setPartitionSessionStatusRequest(PartitionSessionStatusRequest.newBuilder().setPartitionSessionId(1))
			.build());
		var time = reader.next(FromServer::hasPartitionSessionStatusResponse)
			.getPartitionSessionStatusResponse()
			.getWriteTimeHighWatermark();
		return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
	}

	@Test
	void theWatermarkIsTheTimeOfTheNextMessageToReadAndNowWhenAllIsRead() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		Instant first = this.clock.instant();
		writer.write(1);
		this.clock.advance(Duration.ofSeconds(30));
		writer.write(2);
		this.clock.advance(Duration.ofSeconds(30));
		ReadStream reader = this.test.reader();
		reader.init("orders", "billing");
		reader.start();
		assertThat(watermark(reader)).isEqualTo(first);
		reader.grant(1);
		reader.read(1);
		assertThat(watermark(reader)).isEqualTo(first.plusSeconds(30));
		reader.grant(1_000_000);
		reader.read(1);
		assertThat(watermark(reader)).isEqualTo(first.plusSeconds(60));
	}

}
