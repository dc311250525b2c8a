package io.ydbtopic.broker.topic;

import java.util.List;
import java.util.TreeSet;

import io.ydbtopic.broker.error.RejectedException;
import io.ydbtopic.broker.log.BrokerStore;
import io.ydbtopic.broker.log.StoreChange;

/**
 * The directories of the database; the root is always there. Not safe for use by many
 * threads: the catalogue's lock covers it.
 */
final class Directories {

	private final String root;

	private final BrokerStore store;

	/** Absolute paths without the root. */
	private final TreeSet<String> paths = new TreeSet<>();

	Directories(String root, BrokerStore store) {
		this.root = root;
		this.store = store;
		this.paths.addAll(store.directories());
	}

	boolean contains(String path) {
		return path.equals(this.root) || this.paths.contains(path);
	}

	void make(String path) {
		if (contains(path)) {
			return;
		}
		make(DatabasePaths.parent(path));
		this.paths.add(path);
		this.store.apply(new StoreChange.DirectorySaved(path), () -> {
		});
	}

	void remove(String path) {
		if (!this.paths.remove(path)) {
			throw RejectedException.scheme("Directory " + path + " does not exist or is the database");
		}
		this.store.apply(new StoreChange.DirectoryRemoved(path), () -> {
		});
	}

	List<String> below(String directory) {
		return this.paths.stream()
			.filter((path) -> DatabasePaths.parent(path).equals(directory))
			.map(DatabasePaths::name)
			.toList();
	}

}
