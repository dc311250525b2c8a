package io.ydbtopic.spring.health;

import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;

/**
 * A composite whose parts come and go: it asks for them each time.
 */
final class LiveContributor implements CompositeHealthContributor {

	private final Supplier<Map<String, ? extends HealthContributor>> parts;

	LiveContributor(Supplier<Map<String, ? extends HealthContributor>> parts) {
		this.parts = parts;
	}

	@Override
	public @Nullable HealthContributor getContributor(String name) {
		return this.parts.get().get(name);
	}

	@Override
	public Stream<HealthContributors.Entry> stream() {
		return this.parts.get().entrySet().stream().map((part) -> new Entry(part.getKey(), part.getValue()));
	}

}
