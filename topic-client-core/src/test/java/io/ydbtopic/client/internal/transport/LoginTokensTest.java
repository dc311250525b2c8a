package io.ydbtopic.client.internal.transport;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

import com.google.protobuf.Any;
import io.ydbtopic.client.auth.StaticLogin;
import io.ydbtopic.client.auth.TokenUnavailableException;
import io.ydbtopic.client.error.RetryVerdict;
import io.ydbtopic.client.error.StatusCode;
import io.ydbtopic.client.error.TopicException;
import io.ydbtopic.client.internal.runtime.VirtualRuntime;
import io.ydbtopic.proto.auth.LoginRequest;
import io.ydbtopic.proto.auth.LoginResponse;
import io.ydbtopic.proto.auth.LoginResult;
import io.ydbtopic.proto.common.StatusIds;
import io.ydbtopic.proto.operation.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LoginTokensTest {

	private static final Duration LIFE = Duration.ofHours(12);

	private final VirtualRuntime runtime = new VirtualRuntime(1);

	private final List<LoginRequest> asked = new ArrayList<>();

	private final Queue<CompletableFuture<LoginResponse>> answers = new ArrayDeque<>();

	private final LoginTokens tokens = new LoginTokens("c", new StaticLogin("ann", "s3cret"), this::answer,
			this.runtime);

	private CompletableFuture<LoginResponse> answer(LoginRequest request) {
		this.asked.add(request);
		CompletableFuture<LoginResponse> answer = this.answers.poll();
		return (answer != null) ? answer : new CompletableFuture<>();
	}

	private void willAnswer(LoginResponse response) {
		this.answers.add(CompletableFuture.completedFuture(response));
	}

	private static LoginResponse granted(String token) {
		return LoginResponse.newBuilder()
			.setOperation(Operation.newBuilder()
				.setReady(true)
				.setStatus(StatusIds.StatusCode.SUCCESS)
				.setResult(Any.pack(LoginResult.newBuilder().setToken(token).build())))
			.build();
	}

	private static LoginResponse refusal() {
		return LoginResponse.newBuilder()
			.setOperation(Operation.newBuilder().setReady(true).setStatus(StatusIds.StatusCode.UNAUTHORIZED))
			.build();
	}

	private String jwt(String claims) {
		return "h." + Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(StandardCharsets.UTF_8))
				+ ".s";
	}

	private String jwt(int number, Duration skew, Duration life) {
		long issued = this.runtime.now().plus(skew).getEpochSecond();
		return jwt("{\"n\":" + number + ",\"iat\":" + issued + ",\"exp\": " + (issued + life.toSeconds()) + "}");
	}

	@Test
	void aTokenIsKeptUntilAQuarterOfItsLifeIsLeft() throws Exception {
		String first = jwt(1, Duration.ofHours(-30), LIFE);
		String second = jwt(2, Duration.ZERO, LIFE);
		willAnswer(granted(first));
		willAnswer(granted(second));
		assertThat(this.tokens.token()).as("clocks that differ do no harm").isEqualTo(first);
		this.runtime.advance(LIFE.dividedBy(4).multipliedBy(3).minusMillis(1));
		assertThat(this.tokens.token()).isEqualTo(first);
		assertThat(this.asked).hasSize(1);
		this.runtime.advance(Duration.ofMillis(1));
		assertThat(this.tokens.token()).isEqualTo(second);
		assertThat(this.asked).hasSize(2).allSatisfy((request) -> {
			assertThat(request.getUser()).isEqualTo("ann");
			assertThat(request.getPassword()).isEqualTo("s3cret");
		});
	}

	@Test
	void anOldTokenServesUntilItExpiresWhenTheLoginFails() throws Exception {
		String first = jwt(1, Duration.ZERO, LIFE);
		willAnswer(granted(first));
		this.tokens.token();
		this.runtime.advance(LIFE.minusMinutes(1));
		assertThat(this.tokens.token()).as("not answered").isEqualTo(first);
		willAnswer(refusal());
		this.runtime.advance(Duration.ofMinutes(2));
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(this.tokens::token);
	}

	@Test
	void aWrongPasswordIsToldAndNotShown() {
		willAnswer(refusal());
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(this.tokens::token)
			.withMessageContaining("login of 'ann'")
			.withMessageContaining("UNAUTHORIZED")
			.withCauseInstanceOf(TopicException.class)
			.satisfies((error) -> {
				assertThat(((TopicException) error.getCause()).status()).isEqualTo(StatusCode.UNAUTHORIZED);
				assertThat(error.getMessage()).doesNotContain("s3cret");
			});
	}

	@Test
	void aLoginThatHangsIsGivenUp() {
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(this.tokens::token)
			.withMessage("login of 'ann' failed: no answer within " + LoginTokens.TIME_LIMIT);
	}

	@Test
	void aLostLoginIsTriedAgain() throws Exception {
		this.answers.add(CompletableFuture
			.failedFuture(new TopicException("lost", StatusCode.TRANSPORT_UNAVAILABLE, RetryVerdict.RETRY_FAST)));
		willAnswer(granted("t"));
		assertThatExceptionOfType(TokenUnavailableException.class).isThrownBy(this.tokens::token)
			.withMessage("login of 'ann' failed: lost");
		assertThat(this.tokens.token()).isEqualTo("t");
	}

	@Test
	void aRefusedTokenIsAskedForAnew() throws Exception {
		willAnswer(granted("one"));
		willAnswer(granted("two"));
		assertThat(this.tokens.token()).isEqualTo("one");
		this.tokens.refused("another");
		assertThat(this.tokens.token()).isEqualTo("one");
		this.tokens.refused("one");
		assertThat(this.tokens.token()).isEqualTo("two");
	}

	@Test
	void aTokenThatDoesNotTellItsLifeIsRenewedHourly() {
		for (String token : List.of("opaque", "h.%%%.s", jwt("{}"), jwt("no json"))) {
			assertThat(LoginToken.of(token, this.runtime.now(), 5)).as(token)
				.isEqualTo(new LoginToken(token, 5 + LoginToken.LIFE_UNKNOWN.toNanos() / 4 * 3,
						5 + LoginToken.LIFE_UNKNOWN.toNanos()))
				.hasToString("<token>");
		}
	}

	@Test
	void aNonsensicalLifeIsBounded() {
		LoginToken past = LoginToken.of(jwt("{\"iat\":100,\"exp\":50}"), this.runtime.now(), 0);
		assertThat(past.end()).isEqualTo(LoginToken.LIFE_MIN.toNanos());
		LoginToken forever = LoginToken.of(jwt("{\"iat\":0,\"exp\":999999999999999}"), this.runtime.now(), 0);
		assertThat(forever.isDue(Duration.ofDays(1).toNanos())).isFalse();
		assertThat(forever.isExpired(Duration.ofDays(8).toNanos())).isTrue();
		LoginToken noIssue = LoginToken
			.of(jwt("{\"exp\":" + this.runtime.now().plusSeconds(400).getEpochSecond() + "}"), this.runtime.now(), 0);
		assertThat(noIssue.isDue(Duration.ofSeconds(290).toNanos())).isFalse();
		assertThat(noIssue.isDue(Duration.ofSeconds(301).toNanos())).isTrue();
	}

}
