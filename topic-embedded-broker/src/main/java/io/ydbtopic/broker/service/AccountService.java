package io.ydbtopic.broker.service;

import java.util.concurrent.Executor;

import io.grpc.stub.StreamObserver;
import io.ydbtopic.proto.auth.LoginRequest;
import io.ydbtopic.proto.auth.LoginResponse;
import io.ydbtopic.proto.auth.LoginResult;
import io.ydbtopic.proto.auth.v1.AuthServiceGrpc;

/**
 * The login. Safe for use by many threads.
 */
public final class AccountService extends AuthServiceGrpc.AuthServiceImplBase {

	private final Accounts accounts;

	private final Operations operations;

	/**
	 * Serves a broker's accounts.
	 * @param accounts the accounts
	 * @param executor runs the calls
	 */
	public AccountService(Accounts accounts, Executor executor) {
		this.accounts = accounts;
		this.operations = new Operations(executor);
	}

	@Override
	public void login(LoginRequest request, StreamObserver<LoginResponse> observer) {
		this.operations.answer(observer, (operation) -> LoginResponse.newBuilder().setOperation(operation).build(),
				() -> LoginResult.newBuilder()
					.setToken(this.accounts.login(request.getUser(), request.getPassword()))
					.build());
	}

}
