package io.ydbtopic.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ConnectionStringTest {

	@ParameterizedTest
	@CsvSource(
			textBlock = """
					grpc://localhost:2136/local,                 false, localhost,   2136, /local,       grpc://localhost:2136/local
					grpc://localhost/local,                      false, localhost,   2136, /local,       grpc://localhost:2136/local
					grpcs://ydb.example.com/ru/b1g/db,           true,  ydb.example.com, 2135, /ru/b1g/db, grpcs://ydb.example.com:2135/ru/b1g/db
					grpc://localhost:2136/?database=/local,      false, localhost,   2136, /local,       grpc://localhost:2136/local
					grpc://localhost:2136?database=local,        false, localhost,   2136, /local,       grpc://localhost:2136/local
					grpc://localhost/local?database=/local,      false, localhost,   2136, /local,       grpc://localhost:2136/local
					GRPCS://h:1//a///b/,                         true,  h,           1,    /a/b,         grpcs://h:1/a/b
					grpc://[::1]:2137/local,                     false, ::1,         2137, /local,       grpc://[::1]:2137/local
					grpcs://[2001:db8::7]/local,                 true,  2001:db8::7, 2135, /local,       grpcs://[2001:db8::7]:2135/local
					'  grpc://h:65535/local ',                   false, h,           65535, /local,      grpc://h:65535/local
					""")
	void aGoodStringIsTakenApart(String text, boolean secure, String host, int port, String database, String shown) {
		ConnectionString parsed = ConnectionString.parse(text);
		assertThat(parsed.secure()).isEqualTo(secure);
		assertThat(parsed.inProcess()).isFalse();
		assertThat(parsed.host()).isEqualTo(host);
		assertThat(parsed.port()).isEqualTo(port);
		assertThat(parsed.database()).isEqualTo(database);
		assertThat(parsed).hasToString(shown).isEqualTo(ConnectionString.parse(shown)).hasSameHashCodeAs(shown(shown));
	}

	private static ConnectionString shown(String text) {
		return ConnectionString.parse(text);
	}

	@Test
	void aBrokerInTheSameJvmHasANameInsteadOfAHost() {
		ConnectionString parsed = ConnectionString.parse("inprocess://test-7/local");
		assertThat(parsed.inProcess()).isTrue();
		assertThat(parsed.secure()).isFalse();
		assertThat(parsed.host()).isEqualTo("test-7");
		assertThat(parsed.port()).isZero();
		assertThat(parsed.database()).isEqualTo("/local");
		assertThat(parsed).hasToString("inprocess://test-7/local");
		ConnectionString colons = ConnectionString.parse("inprocess://a:b:c/local");
		assertThat(colons).hasToString("inprocess://a:b:c/local").isEqualTo(ConnectionString.parse(colons.toString()));
	}

	@Test
	void differentTargetsAreNotEqual() {
		ConnectionString one = ConnectionString.parse("grpc://h:1/a");
		assertThat(one).isNotEqualTo(ConnectionString.parse("grpcs://h:1/a"))
			.isNotEqualTo(ConnectionString.parse("grpc://i:1/a"))
			.isNotEqualTo(ConnectionString.parse("grpc://h:2/a"))
			.isNotEqualTo(ConnectionString.parse("grpc://h:1/b"))
			.isNotEqualTo("grpc://h:1/a");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					''                               | '' | no scheme | grpc://, grpcs:// or inprocess:// before the host
					localhost:2136/local             | localhost:2136/local | no scheme | grpc://, grpcs:// or inprocess:// before the host
					http://localhost/local           | http://localhost/local | unknown scheme 'http' | grpc for plain text, grpcs for TLS, inprocess for a broker in this JVM
					grpc:///local                    | grpc:///local | no host | a host after the scheme
					grpc://:2136/local               | grpc://:2136/local | no host | a host after the scheme
					grpc://localhost                 | grpc://localhost | no database | the database after the host, or as ?database=/path
					grpc://localhost:2136/           | grpc://localhost:2136/ | no database | the database after the host, or as ?database=/path
					grpc://h/?database=              | grpc://h/?... | no database | the database after the host, or as ?database=/path
					grpc://h:port/local              | grpc://h:port/local | port 'port' | a number between 1 and 65535
					grpc://h:/local                  | grpc://h:/local | port '' | a number between 1 and 65535
					grpc://h:0/local                 | grpc://h:0/local | port '0' | a number between 1 and 65535
					grpc://h:65536/local             | grpc://h:65536/local | port '65536' | a number between 1 and 65535
					grpc://h:-1/local                | grpc://h:-1/local | port '-1' | a number between 1 and 65535
					grpc://::1/local                 | grpc://::1/local | more than one ':' in the host | an IPv6 address in brackets, as in grpc://[::1]:2136/local
					grpc://[::1/local                | grpc://[::1/local | no ']' after the IPv6 address | an IPv6 address in brackets, as in grpc://[::1]:2136/local
					grpc://[::1]2136/local           | grpc://[::1]2136/local | text after ']' | a ':' and the port after the IPv6 address
					grpc://[]/local                  | grpc://[]/local | no host | a host after the scheme
					grpc://a:1,b:2/local             | grpc://a:1,b:2/local | more than one host | one host; the others are found by discovery
					grpc://h/local?databse=/local    | grpc://h/local?... | unknown parameter 'databse' | only database=/path after '?'
					grpc://h/a?database=/b           | grpc://h/a?... | two databases, '/a' and '/b' | the database in one place
					grpc://h/?database=/a?b          | grpc://h/?... | more than one '?' | only database=/path after '?'
					grpcs://[[21]:1/a/b              | grpcs://[[21]:1/a/b | a bracket in the host | an IPv6 address in brackets, as in grpc://[::1]:2136/local
					grpc://h/local#x                 | grpc://h/local#x | a part after '#' | nothing after the database
					grpc://h/lo cal                  | grpc://h/lo cal | a character that is not allowed, at position 4 after the scheme | printable ASCII without blanks
					""")
	void aBadStringIsRefusedWithTheReason(String text, String shown, String what, String expected) {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionString.parse(text))
			.withMessage("connection string '%s': %s (expected: %s; for example grpc://localhost:2136/local)", shown,
					what, expected);
	}

	@Test
	void credentialsAreRefusedAndNotRepeated() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionString.parse("grpc://root:s3cret@h:2136/local"))
			.withMessageContaining("connection string 'grpc://...@h:2136/local': credentials before the host")
			.withMessageContaining("give them to the client as a TokenProvider")
			.withMessageNotContainingAny("s3cret", "root");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ConnectionString.parse("http://root:s3cret@h/local?token=t0ken"))
			.withMessageNotContainingAny("s3cret", "root", "t0ken");
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionString.parse("root:s3cret@h/local"))
			.withMessageNotContainingAny("s3cret", "root");
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionString.parse("grpc://h/local?token=t0ken"))
			.withMessageNotContainingAny("t0ken");
	}

}
