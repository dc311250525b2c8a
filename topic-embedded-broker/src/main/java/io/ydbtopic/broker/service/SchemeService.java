package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.ydbtopic.broker.access.AccessRules;
import io.ydbtopic.broker.access.Right;
import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.session.TokenGate;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.broker.topic.DatabasePaths;
import io.ydbtopic.broker.topic.Topic;
import io.ydbtopic.proto.scheme.DescribePathRequest;
import io.ydbtopic.proto.scheme.DescribePathResponse;
import io.ydbtopic.proto.scheme.DescribePathResult;
import io.ydbtopic.proto.scheme.Entry;
import io.ydbtopic.proto.scheme.ListDirectoryRequest;
import io.ydbtopic.proto.scheme.ListDirectoryResponse;
import io.ydbtopic.proto.scheme.ListDirectoryResult;
import io.ydbtopic.proto.scheme.MakeDirectoryRequest;
import io.ydbtopic.proto.scheme.MakeDirectoryResponse;
import io.ydbtopic.proto.scheme.RemoveDirectoryRequest;
import io.ydbtopic.proto.scheme.RemoveDirectoryResponse;
import io.ydbtopic.proto.scheme.v1.SchemeServiceGrpc;
import org.jspecify.annotations.Nullable;

/**
 * Directories and what they hold. Safe for use by many threads.
 */
public final class SchemeService extends SchemeServiceGrpc.SchemeServiceImplBase {

	private static final String OWNER = "root@builtin";

	private final Catalogue catalogue;

	private final CallerRights rights;

	private final Operations operations;

	/**
	 * Serves a broker's directories.
	 * @param catalogue the topics and directories
	 * @param tokens who calls
	 * @param access what users may not do
	 * @param open where calls are listed that wait
	 * @param executor runs the calls
	 */
	public SchemeService(Catalogue catalogue, TokenGate tokens, AccessRules access, OpenAnswers open,
			Executor executor) {
		this.catalogue = catalogue;
		this.rights = new CallerRights(tokens, access, catalogue.paths());
		this.operations = new Operations(executor, open);
	}

	static Entry entry(String name, Entry.Type type, long createdAtMillis) {
		Entry.Builder entry = Entry.newBuilder().setName(name).setOwner(OWNER).setType(type);
		entry.getCreatedAtBuilder().setPlanStep(createdAtMillis).setTxId(createdAtMillis);
		return entry.build();
	}

	@Override
	public void makeDirectory(MakeDirectoryRequest request, StreamObserver<MakeDirectoryResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> MakeDirectoryResponse.newBuilder().setOperation(operation).build(),
				Empty.getDefaultInstance(), (whenKept) -> {
					this.rights.require(request.getPath(), Right.ALTER);
					this.catalogue.makeDirectory(request.getPath());
					this.catalogue.afterAll(whenKept);
				});
	}

	@Override
	public void removeDirectory(RemoveDirectoryRequest request, StreamObserver<RemoveDirectoryResponse> observer) {
		this.operations.answerWhenKept(observer,
				(operation) -> RemoveDirectoryResponse.newBuilder().setOperation(operation).build(),
				Empty.getDefaultInstance(), (whenKept) -> {
					this.rights.require(request.getPath(), Right.ALTER);
					this.catalogue.removeDirectory(request.getPath());
					this.catalogue.afterAll(whenKept);
				});
	}

	@Override
	public void listDirectory(ListDirectoryRequest request, StreamObserver<ListDirectoryResponse> observer) {
		this.operations.answer(observer,
				(operation) -> ListDirectoryResponse.newBuilder().setOperation(operation).build(), () -> {
					this.rights.requireToSee(request.getPath(), Right.DESCRIBE);
					ListDirectoryResult.Builder result = ListDirectoryResult.newBuilder();
					for (String name : this.catalogue.list(request.getPath())) {
						Entry child = find(this.catalogue.paths().absolute(request.getPath()) + "/" + name);
						if (child != null) {
							result.addChildren(child);
						}
					}
					return result.setSelf(describe(request.getPath())).build();
				});
	}

	@Override
	public void describePath(DescribePathRequest request, StreamObserver<DescribePathResponse> observer) {
		this.operations.answer(observer,
				(operation) -> DescribePathResponse.newBuilder().setOperation(operation).build(), () -> {
					this.rights.requireToSee(request.getPath(), Right.DESCRIBE);
					return DescribePathResult.newBuilder().setSelf(describe(request.getPath())).build();
				});
	}

	private Entry describe(String path) {
		String absolute = this.catalogue.paths().absolute(path);
		Entry found = find(absolute);
		if (found == null) {
			throw RejectedException.scheme("Path " + absolute + " does not exist");
		}
		return found;
	}

	/** Null when nothing is there, such as what was dropped a moment ago. */
	private @Nullable Entry find(String absolute) {
		Topic topic = this.catalogue.find(absolute);
		if (topic != null) {
			return entry(DatabasePaths.name(absolute), Entry.Type.TOPIC, topic.createdAtMillis());
		}
		if (!this.catalogue.isDirectory(absolute)) {
			return null;
		}
		boolean root = absolute.equals(this.catalogue.paths().database());
		return entry(root ? absolute.substring(1) : DatabasePaths.name(absolute),
				root ? Entry.Type.DATABASE : Entry.Type.DIRECTORY, 0);
	}

}
