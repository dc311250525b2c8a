package io.ydbtopic.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;

/** What a build takes is decided in the POMs, not by the day it runs. */
class BuildRulesTest {

	private static final Path ROOT = Path.of("..");

	private static final Pattern TEST_NAME = Pattern.compile("`(\\w+Test)`");

	@Test
	void eachPluginHasAFixedVersion() throws Exception {
		Set<String> fixed = new HashSet<>();
		List<String> used = new ArrayList<>();
		for (Path pom : poms()) {
			for (Element plugin : elements(pom, "plugin")) {
				String name = child(plugin, "artifactId");
				if (child(plugin, "version").matches("[\\w.-]*\\d[\\w.-]*|\\$\\{[\\w.-]+}")) {
					fixed.add(name);
				}
				used.add(name);
			}
		}
		assertThat(used).contains("maven-surefire-plugin", "maven-enforcer-plugin");
		used.removeIf(fixed::contains);
		assertThat(used).as("plugins without a version in the parent's pluginManagement").isEmpty();
	}

	@Test
	void noVersionIsARangeOrTheNewest() throws Exception {
		List<String> floating = new ArrayList<>();
		for (Path pom : poms()) {
			for (Element version : elements(pom, "version")) {
				String text = version.getTextContent().strip();
				if (text.matches("LATEST|RELEASE|[\\[(].*") && !isRequirement(version)) {
					floating.add(pom + ": " + text);
				}
			}
		}
		assertThat(floating).isEmpty();
	}

	/** What the enforcer requires of Maven is a range by nature. */
	private static boolean isRequirement(Element version) {
		return version.getParentNode().getNodeName().startsWith("require");
	}

	@Test
	void theTestsThatSecurityMdNamesExist() throws IOException {
		Matcher names = TEST_NAME.matcher(Files.readString(ROOT.resolve("SECURITY.md")));
		Set<String> missing = new HashSet<>();
		Set<String> there = testClasses();
		while (names.find()) {
			if (!there.contains(names.group(1) + ".java")) {
				missing.add(names.group(1));
			}
		}
		assertThat(missing).isEmpty();
	}

	private static Set<String> testClasses() throws IOException {
		Set<String> found = new HashSet<>();
		try (Stream<Path> modules = Files.list(ROOT)) {
			for (Path tests : modules.map((module) -> module.resolve("src/test/java")).filter(Files::exists).toList()) {
				try (Stream<Path> files = Files.walk(tests)) {
					files.forEach((file) -> found.add(file.getFileName().toString()));
				}
			}
		}
		return found;
	}

	private static List<Path> poms() {
		try (Stream<Path> modules = Files.list(ROOT)) {
			List<Path> poms = new ArrayList<>(List.of(ROOT.resolve("pom.xml")));
			modules.map((module) -> module.resolve("pom.xml")).filter(Files::exists).forEach(poms::add);
			return poms;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static List<Element> elements(Path pom, String name) throws Exception {
		DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
		factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
		Document document = factory.newDocumentBuilder().parse(pom.toFile());
		NodeList nodes = document.getElementsByTagName(name);
		List<Element> found = new ArrayList<>();
		for (int i = 0; i < nodes.getLength(); i++) {
			found.add((Element) nodes.item(i));
		}
		return found;
	}

	private static String child(Element parent, String name) {
		for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
			if (node.getNodeName().equals(name)) {
				return node.getTextContent().strip();
			}
		}
		return "";
	}

}
