package io.ydbtopic.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** Who may know whom. Arrows never run back. */
class ModuleRulesTest {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages("io.ydbtopic");

	@Test
	void theClassesOfAllModulesAreHere() {
		assertThat(CLASSES.contain("io.ydbtopic.client.TopicClient")).isTrue();
		assertThat(CLASSES.contain("io.ydbtopic.broker.EmbeddedBroker")).isTrue();
		assertThat(CLASSES.contain("io.ydbtopic.spring.annotation.TopicListener")).isTrue();
		assertThat(CLASSES.contain("io.ydbtopic.proto.topic.StreamWriteMessage")).isTrue();
	}

	@Test
	void theCoreKnowsNoSpring() {
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.client..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.ydbtopic.spring..", "io.ydbtopic.test.."),
				"the client is used without Spring; put the integration into io.ydbtopic.spring");
	}

	@Test
	void clientAndBrokerShareTheWireAndNothingElse() {
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.client..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.ydbtopic.broker.."), "a misunderstanding in one must show in the other");
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.broker..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.client..", "io.ydbtopic.spring..", "org.springframework.."),
				"a misunderstanding in one must show in the other");
	}

	@Test
	void theWireKnowsNobody() {
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.proto..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.client..", "io.ydbtopic.broker..", "io.ydbtopic.spring.."),
				"messages and stubs are generated and hold no logic");
	}

	@Test
	void theCommandLineKnowsTheClientByItsPublicTypesOnly() {
		assertThat(CLASSES.contain("io.ydbtopic.cli.TopicMain")).isTrue();
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.cli..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.client.internal..", "io.ydbtopic.proto..", "io.ydbtopic.broker..",
					"io.ydbtopic.spring..", "io.grpc.."),
				"what the command line needs, other users need too: make it public in io.ydbtopic.client");
	}

	@Test
	void theSimulatorKnowsClientAndBrokerAndNobodyKnowsIt() {
		assertThat(CLASSES.contain("io.ydbtopic.simulator.SimulateMain")).isTrue();
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.simulator..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.spring..", "io.ydbtopic.cli..", "org.springframework.."),
				"it simulates the client and the broker");
		check(noClasses().that()
			.resideOutsideOfPackage("io.ydbtopic.simulator..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.ydbtopic.simulator.."), "it is a test of the others");
	}

	@Test
	void theStreamStackKnowsNoTopic() {
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.client.internal.stream..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.proto..", "io.ydbtopic.client.internal.write..",
					"io.ydbtopic.client.internal.read..", "io.ydbtopic.client.internal.transport..", "io.grpc.."),
				"reader and writer stand on the stack, not in it; the transport comes through StreamTransport");
	}

	@Test
	void springKnowsTheClientByItsPublicTypesOnly() {
		check(noClasses().that()
			.resideInAPackage("io.ydbtopic.spring..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.client.internal..", "io.ydbtopic.proto..", "io.grpc.."),
				"what Spring needs, other users need too: make it public in io.ydbtopic.client");
	}

	@Test
	void bootIsForTheAutoConfigurationAlone() {
		check(noClasses().that()
			.resideInAnyPackage("io.ydbtopic.spring.annotation..", "io.ydbtopic.spring.config..",
					"io.ydbtopic.spring.listener..", "io.ydbtopic.spring.core..", "io.ydbtopic.spring.event..",
					"io.ydbtopic.spring.support..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.boot.."),
				"listeners work with the Spring Framework alone; Boot belongs into io.ydbtopic.spring.autoconfigure, .health or .actuate");
	}

	@Test
	void noWireTypeInThePublicApi() {
		check(noClasses().that()
			.resideInAnyPackage("io.ydbtopic.client", "io.ydbtopic.client.admin", "io.ydbtopic.client.codec",
					"io.ydbtopic.client.auth", "io.ydbtopic.client.error", "io.ydbtopic.client.observe")
			.and()
			.arePublic()
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.ydbtopic.proto..", "com.google.protobuf.."), "users see the client's own types");
	}

	private static void check(ArchRule rule, String because) {
		rule.because(because).check(CLASSES);
	}

}
