package io.ydbtopic.client;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NodePreferenceTest {

	@Test
	void nodesArePreferredByTheirLocation() {
		assertThat(NodePreference.any().prefers("a", "a")).isFalse();
		assertThat(NodePreference.near().prefers("a", "a")).isTrue();
		assertThat(NodePreference.near().prefers("b", "a")).isFalse();
		assertThat(NodePreference.near().prefers("", "")).as("a cluster that tells no locations").isFalse();
		assertThat(NodePreference.location("b").prefers("b", "a")).isTrue();
		assertThat(NodePreference.location("b").prefers("a", "a")).isFalse();
	}

	@Test
	void aLocationHasANameAndNothingElseHas() {
		assertThatIllegalArgumentException().isThrownBy(() -> NodePreference.location(" "))
			.withMessageStartingWith("location is blank");
		assertThatIllegalArgumentException().isThrownBy(() -> new NodePreference(NodePreference.Kind.NEAR, "a"))
			.withMessageStartingWith("location is 'a'");
	}

	@Test
	void itIsShownAsItIsConfigured() {
		assertThat(NodePreference.any()).hasToString("any");
		assertThat(NodePreference.near()).hasToString("near");
		assertThat(NodePreference.location("vla")).hasToString("vla");
	}

}
