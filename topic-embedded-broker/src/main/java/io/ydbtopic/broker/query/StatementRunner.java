package io.ydbtopic.broker.query;

import java.util.function.Consumer;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.topic.Catalogue;
import io.ydbtopic.proto.common.Column;
import io.ydbtopic.proto.common.ResultSet;
import io.ydbtopic.proto.common.Type;
import io.ydbtopic.proto.common.Value;
import org.jspecify.annotations.Nullable;

/**
 * Carries statements out. Safe for use by many threads.
 */
public final class StatementRunner {

	private final Catalogue catalogue;

	private final Permission permission;

	/**
	 * Works on a broker's topics.
	 * @param catalogue the topics
	 * @param permission what the caller may change
	 */
	public StatementRunner(Catalogue catalogue, Permission permission) {
		this.catalogue = catalogue;
		this.permission = permission;
	}

	/**
	 * What the caller of the current request may change.
	 */
	@FunctionalInterface
	public interface Permission {

		/**
		 * Refuses who may not change something.
		 * @param path where, in any form
		 * @throws RejectedException when it is denied
		 */
		void require(String path);

	}

	/**
	 * Carries a statement out, and tells when what it changed is kept.
	 * @param statement the statement
	 * @param whenKept takes its rows then, null when it has none; may only enqueue
	 * @throws RejectedException when it can't be carried out
	 */
	public void run(Statement statement, Consumer<@Nullable ResultSet> whenKept) {
		ResultSet rows = run(statement);
		if (statement.isScheme()) {
			this.catalogue.afterAll(() -> whenKept.accept(rows));
		}
		else {
			whenKept.accept(rows);
		}
	}

	/**
	 * Carries a statement out.
	 * @param statement the statement
	 * @return its rows; null when it has none
	 * @throws RejectedException when it can't be carried out
	 */
	public @Nullable ResultSet run(Statement statement) {
		if (statement instanceof Statement.SelectNumber select) {
			return number(select);
		}
		if (statement instanceof Statement.CreateTopic create) {
			create(create);
		}
		else if (statement instanceof Statement.AlterTopic alter) {
			this.permission.require(alter.request().getPath());
			this.catalogue.alter(alter.request());
		}
		else if (statement instanceof Statement.DropTopic drop) {
			if (!drop.ifThere() || this.catalogue.find(drop.path()) != null) {
				this.permission.require(drop.path());
				this.catalogue.drop(drop.path());
			}
		}
		return null;
	}

	private void create(Statement.CreateTopic create) {
		String path = create.request().getPath();
		this.permission.require(path);
		if (!create.ifMissing() && this.catalogue.find(path) != null) {
			throw RejectedException
				.scheme("Topic " + this.catalogue.paths().absolute(path) + " exists (say IF NOT EXISTS to keep it)");
		}
		this.catalogue.create(create.request());
	}

	private static ResultSet number(Statement.SelectNumber select) {
		return ResultSet.newBuilder()
			.addColumns(Column.newBuilder()
				.setName(select.column())
				.setType(Type.newBuilder().setTypeId(Type.PrimitiveTypeId.INT32)))
			.addRows(Value.newBuilder().addItems(Value.newBuilder().setInt32Value(select.value())))
			.build();
	}

}
