package io.ydbtopic.broker;

import java.util.List;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.topic.CommitOffsetRequest;
import io.ydbtopic.proto.topic.OffsetsRange;
import io.ydbtopic.proto.topic.StreamReadMessage;
import io.ydbtopic.proto.topic.StreamReadMessage.CommitOffsetRequest.PartitionCommitOffset;
import io.ydbtopic.proto.topic.StreamReadMessage.FromClient;
import io.ydbtopic.proto.topic.StreamReadMessage.FromServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class CommitTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("orders:1:billing"));

	private ReadStream reader;

	private String sessionId;

	@BeforeEach
	void fill() {
		WriteStream writer = this.test.writer();
		writer.init("orders", "shop");
		writer.write(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
		this.reader = open();
	}

	private ReadStream open() {
		ReadStream stream = this.test.reader();
		this.sessionId = stream.init("orders", "billing").getSessionId();
		stream.start();
		return stream;
	}

	private long committed() {
		return this.test.broker().committedOffset("orders", 0, "billing");
	}

	private void assertFatalAfter(PartitionCommitOffset... entries) {
		this.reader.send(FromClient.newBuilder()
			.setCommitOffsetRequest(
					StreamReadMessage.CommitOffsetRequest.newBuilder().addAllCommitOffsets(List.of(entries)))
			.build());
		FromServer fatal = this.reader.awaitFatal();
		assertThat(fatal.getStatus()).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(fatal.getIssues(0).getIssueCode()).isEqualTo(500003);
		this.reader = open();
	}

	private static PartitionCommitOffset entry(long... bounds) {
		PartitionCommitOffset.Builder entry = PartitionCommitOffset.newBuilder().setPartitionSessionId(1);
		for (int i = 0; i < bounds.length; i += 2) {
			entry.addOffsets(OffsetsRange.newBuilder().setStart(bounds[i]).setEnd(bounds[i + 1]));
		}
		return entry.build();
	}

	@Test
	void badCommitsEndTheStream() {
		assertFatalAfter();
		assertFatalAfter(entry(2, 2));
		assertFatalAfter(entry(3, 2));
		assertFatalAfter(entry(-1, 2));
		assertFatalAfter(entry(0, 3, 2, 4));
		assertFatalAfter(entry(4, 6, 5, 7));
		assertFatalAfter(entry(4, 6), entry(5, 7));
		assertThat(committed()).isZero();
		assertThat(this.reader.commit(1, 0, 2)).isEqualTo(2);
		assertFatalAfter(entry(1, 3));
		assertThat(committed()).isEqualTo(2);
	}

	@Test
	void aHoleHoldsCommitsBackUntilItIsFilled() {
		this.reader.commitOnly(1, 4, 6);
		this.reader.commitOnly(1, 2, 4);
		this.reader.assertSilent();
		assertThat(this.reader.commit(1, 0, 2)).isEqualTo(6);
		assertThat(committed()).isEqualTo(6);
	}

	@Test
	void heldCommitsAreLostWithTheSession() {
		this.reader.commitOnly(1, 4, 6);
		this.reader.halfClose();
		this.reader.awaitEnd();
		this.reader = open();
		assertThat(this.reader.commit(1, 0, 4)).isEqualTo(4);
		assertThat(committed()).isEqualTo(4);
	}

	@Test
	void aCommitBeyondTheEndIsCutButEchoed() {
		assertThat(this.reader.commit(1, 0, 99)).isEqualTo(99);
		assertThat(committed()).isEqualTo(10);
	}

	@Test
	void commitsOfUnknownSessionsAndWithoutRangesAreIgnored() {
		this.reader.commitOnly(42, 0, 2);
		this.reader.send(FromClient.newBuilder()
			.setCommitOffsetRequest(StreamReadMessage.CommitOffsetRequest.newBuilder().addCommitOffsets(entry()))
			.build());
		this.reader.assertSilent();
		assertThat(this.reader.commit(1, 0, 1)).isEqualTo(1);
	}

	@Test
	void whatWasNeverDeliveredCanBeCommitted() {
		assertThat(this.reader.commit(1, 0, 10)).isEqualTo(10);
		this.reader.halfClose();
		this.reader.awaitEnd();
		ReadStream next = this.test.reader();
		next.init("orders", "billing");
		assertThat(next.awaitStart().getCommittedOffset()).isEqualTo(10);
	}

	private StatusCode commitUnary(CommitOffsetRequest.Builder request) {
		return this.test.topics().commitOffset(request.build()).getOperation().getStatus();
	}

	private static CommitOffsetRequest.Builder unary(long offset) {
		return CommitOffsetRequest.newBuilder().setPath("orders").setConsumer("billing").setOffset(offset);
	}

	@Test
	void unaryCommitsAreChecked() {
		assertThat(commitUnary(unary(1).clearPath())).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commitUnary(unary(1).setPath("missing"))).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(commitUnary(unary(1).setConsumer("nobody"))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commitUnary(unary(1).setPartitionId(5))).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(commitUnary(unary(-1))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commitUnary(unary(11))).isEqualTo(StatusCode.BAD_REQUEST);
		assertThat(commitUnary(unary(1).setReadSessionId("stranger"))).isEqualTo(StatusCode.SESSION_EXPIRED);
		assertThat(committed()).isZero();
	}

	@Test
	void aUnaryCommitOfTheOwningSessionMovesItAlong() {
		assertThat(commitUnary(unary(4).setReadSessionId(this.sessionId))).isEqualTo(StatusCode.SUCCESS);
		assertThat(commitUnary(unary(2).setReadSessionId(this.sessionId))).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed()).isEqualTo(4);
		assertThat(this.reader.commit(1, 4, 6)).isEqualTo(6);
	}

	@Test
	void aUnaryCommitFromOutsideExpelsTheReaderAndMayGoBack() {
		this.reader.commit(1, 0, 8);
		assertThat(commitUnary(unary(3))).isEqualTo(StatusCode.SUCCESS);
		assertThat(committed()).isEqualTo(3);
		assertThat(this.reader.awaitFatal().getStatus()).isEqualTo(StatusCode.SESSION_EXPIRED);
		ReadStream next = this.test.reader();
		next.init("orders", "billing");
		assertThat(next.awaitStart().getCommittedOffset()).isEqualTo(3);
	}

}
