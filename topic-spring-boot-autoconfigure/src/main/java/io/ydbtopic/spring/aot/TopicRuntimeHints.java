package io.ydbtopic.spring.aot;

import io.ydbtopic.spring.annotation.RetryTopics;
import io.ydbtopic.spring.annotation.TopicDeadLetterHandler;
import io.ydbtopic.spring.annotation.TopicHandler;
import io.ydbtopic.spring.annotation.TopicListener;
import io.ydbtopic.spring.annotation.TopicListeners;
import io.ydbtopic.spring.autoconfigure.ClientProperties;
import io.ydbtopic.spring.autoconfigure.ListenerProperties;
import io.ydbtopic.spring.autoconfigure.ReaderProperties;
import io.ydbtopic.spring.autoconfigure.TopicProperties;
import io.ydbtopic.spring.autoconfigure.WriterProperties;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * What is looked up by reflection: properties that are bound for each name at start, and
 * listed for hints about misspelled ones; annotations; and the place that asks for a
 * writer. Listener methods and their payload types come from the annotation itself.
 */
class TopicRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar
			.forTypes(TopicProperties.class, ClientProperties.class, WriterProperties.class, ReaderProperties.class,
					ListenerProperties.class)
			.registerHints(hints, classLoader);
		for (Class<?> annotation : new Class<?>[] { TopicListener.class, TopicListeners.class, TopicHandler.class,
				TopicDeadLetterHandler.class, RetryTopics.class }) {
			hints.reflection().registerType(annotation, MemberCategory.INVOKE_DECLARED_METHODS);
		}
		hints.resources().registerPattern("io/ydbtopic/spring/console/console.*");
		hints.reflection()
			.registerType(TypeReference.of("io.ydbtopic.spring.autoconfigure.NamedStreamsRegistrar$PointParameter"),
					MemberCategory.INVOKE_DECLARED_METHODS);
	}

}
