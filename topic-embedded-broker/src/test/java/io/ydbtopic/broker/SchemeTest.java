package io.ydbtopic.broker;

import java.util.concurrent.TimeUnit;

import io.ydbtopic.proto.common.StatusIds.StatusCode;
import io.ydbtopic.proto.scheme.DescribePathRequest;
import io.ydbtopic.proto.scheme.DescribePathResult;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.scheme.ListDirectoryRequest;
import io.ydbtopic.proto.scheme.ListDirectoryResult;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.RemoveDirectoryRequest;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import io.ydbtopic.proto.topic.DropTopicRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

class SchemeTest {

	@RegisterExtension
	final TestBroker test = new TestBroker((options) -> options.topic("dir/sub/orders:1:"));

	private SchemeServiceGrpc.SchemeServiceBlockingStub scheme() {
		return SchemeServiceGrpc.newBlockingStub(this.test.channel()).withDeadlineAfter(10, TimeUnit.SECONDS);
	}

	private ListDirectoryResult list(String path) {
		return TestBroker.result(
				scheme().listDirectory(ListDirectoryRequest.newBuilder().setPath(path).build()).getOperation(),
				ListDirectoryResult.class);
	}

	private Entry.Type type(String path) {
		return TestBroker
			.result(scheme().describePath(DescribePathRequest.newBuilder().setPath(path).build()).getOperation(),
					DescribePathResult.class)
			.getSelf()
			.getType();
	}

	private StatusCode make(String path) {
		return scheme().makeDirectory(MakeDirectoryRequest.newBuilder().setPath(path).build())
			.getOperation()
			.getStatus();
	}

	private StatusCode remove(String path) {
		return scheme().removeDirectory(RemoveDirectoryRequest.newBuilder().setPath(path).build())
			.getOperation()
			.getStatus();
	}

	@Test
	void aTopicMakesItsDirectories() {
		assertThat(type("/local")).isEqualTo(Entry.Type.DATABASE);
		assertThat(type("dir")).isEqualTo(Entry.Type.DIRECTORY);
		assertThat(type("/local/dir/sub/orders")).isEqualTo(Entry.Type.TOPIC);
		assertThat(list("/local").getChildrenList()).extracting(Entry::getName).containsExactly("dir");
		ListDirectoryResult sub = list("dir/sub");
		assertThat(sub.getSelf().getName()).isEqualTo("sub");
		assertThat(sub.getChildren(0).getName()).isEqualTo("orders");
		assertThat(sub.getChildren(0).getType()).isEqualTo(Entry.Type.TOPIC);
	}

	@Test
	void directoriesAreMadeAndRemoved() {
		assertThat(make("a/b")).isEqualTo(StatusCode.SUCCESS);
		assertThat(make("a/b")).isEqualTo(StatusCode.SUCCESS);
		assertThat(remove("a")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(remove("a/b")).isEqualTo(StatusCode.SUCCESS);
		assertThat(remove("a/b")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(make("dir/sub/orders/x")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(remove("dir/sub")).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void directoriesStayAfterTheTopicIsDropped() {
		this.test.topics().dropTopic(DropTopicRequest.newBuilder().setPath("dir/sub/orders").build());
		assertThat(list("dir/sub").getChildrenCount()).isZero();
	}

	@Test
	void whatIsMissingIsASchemeError() {
		assertThat(scheme().listDirectory(ListDirectoryRequest.newBuilder().setPath("none").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(scheme().describePath(DescribePathRequest.newBuilder().setPath("none").build())
			.getOperation()
			.getStatus()).isEqualTo(StatusCode.SCHEME_ERROR);
	}

	@Test
	void entriesHaveTheirOwnerAndKind() {
		make("dir/empty");
		assertThat(list("dir").getChildrenList()).allSatisfy((entry) -> {
			assertThat(entry.getOwner()).isNotEmpty();
			assertThat(entry.getType()).isEqualTo(Entry.Type.DIRECTORY);
		});
		assertThat(list("dir").getChildrenList()).extracting(Entry::getName).containsExactly("empty", "sub");
		assertThat(list("/local").getSelf().getType()).isEqualTo(Entry.Type.DATABASE);
		assertThat(list("/local").getChildrenList()).extracting(Entry::getName).containsExactly("dir");
	}

	@Test
	void aTopicIsNoDirectory() {
		assertThat(make("dir/sub/orders")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(remove("dir/sub/orders")).isEqualTo(StatusCode.SCHEME_ERROR);
		assertThat(type("dir/sub/orders")).isEqualTo(Entry.Type.TOPIC);
		assertThat(make("new/with/parents")).isEqualTo(StatusCode.SUCCESS);
		assertThat(type("new/with")).isEqualTo(Entry.Type.DIRECTORY);
	}

}
