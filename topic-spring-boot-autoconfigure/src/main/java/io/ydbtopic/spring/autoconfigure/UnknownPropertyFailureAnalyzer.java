package io.ydbtopic.spring.autoconfigure;

import java.util.Set;
import java.util.TreeSet;

import io.ydbtopic.spring.support.NearestName;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which property a misspelled one under {@code ydb.topic} may have meant.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(TopicProperties.PREFIX);

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		StringBuilder description = new StringBuilder();
		StringBuilder action = new StringBuilder();
		for (ConfigurationProperty property : cause.getUnboundProperties()) {
			ConfigurationPropertyName name = property.getName();
			if (!ROOT.isAncestorOf(name)) {
				continue;
			}
			description.append("There is no property '").append(name).append("'");
			if (property.getOrigin() != null) {
				description.append(", set at ").append(property.getOrigin());
			}
			description.append(".\n");
			action.append(suggestion(name)).append('\n');
		}
		return description.isEmpty() ? null
				: new FailureAnalysis(description.toString().strip(), action.toString().strip(), cause);
	}

	private static String suggestion(ConfigurationPropertyName name) {
		String kind = (name.getNumberOfElements() > 3) ? name.getElement(2, ConfigurationPropertyName.Form.DASHED) : "";
		Class<?> named = switch (kind) {
			case "clients" -> ClientProperties.class;
			case "writers" -> WriterProperties.class;
			case "readers" -> ReaderProperties.class;
			case "listeners" -> ListenerProperties.class;
			default -> null;
		};
		int skipped = (named != null) ? 4 : 2;
		Set<String> known = new TreeSet<>(OwnKeys.of((named != null) ? named : TopicProperties.class));
		ConfigurationPropertyName rest = name.subName(skipped);
		String nearest = NearestName.of(rest.toString(), known);
		return (nearest != null) ? "Did you mean '" + name.chop(skipped).append(nearest) + "'?"
				: "Remove '" + name + "'. Known below '" + name.chop(skipped) + "': " + String.join(", ", known) + ".";
	}

}
