package io.ydbtopic.endurance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(30)
class LineTest {

	private ServerSocket listener;

	private Line line;

	private Socket client;

	private Socket server;

	@BeforeEach
	void connect() throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.line = new Line(this.listener.getLocalPort());
		this.client = new Socket(InetAddress.getLoopbackAddress(), this.line.port());
		this.server = this.listener.accept();
		this.client.getOutputStream().write(1);
		assertThat(this.server.getInputStream().read()).isEqualTo(1);
	}

	@AfterEach
	void close() throws IOException {
		this.line.close();
		this.client.close();
		this.server.close();
		this.listener.close();
	}

	@Test
	void bytesPassBothWaysAndSoDoesTheEnd() throws IOException {
		this.server.getOutputStream().write(2);
		assertThat(this.client.getInputStream().read()).isEqualTo(2);
		this.client.close();
		assertThat(this.server.getInputStream().read()).isEqualTo(-1);
		this.server.close();
		await().until(() -> this.line.connections() == 0);
	}

	@Test
	void aDelayHoldsBytesBack() throws IOException {
		this.line.delay(50);
		long sent = System.nanoTime();
		this.client.getOutputStream().write(2);
		assertThat(this.server.getInputStream().read()).isEqualTo(2);
		assertThat(System.nanoTime() - sent).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(49));
	}

	@Test
	void whatStandsStillGoesOnLater() throws IOException {
		this.line.standStill();
		this.client.getOutputStream().write(2);
		this.server.setSoTimeout(50);
		assertThatThrownBy(() -> this.server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
		this.line.mend();
		this.server.setSoTimeout(0);
		assertThat(this.server.getInputStream().read()).isEqualTo(2);
	}

	@Test
	void aSilentConnectionTellsNobodyUntilItIsMended() throws IOException {
		this.line.silence();
		this.client.getOutputStream().write(2);
		this.client.close();
		this.server.setSoTimeout(50);
		assertThatThrownBy(() -> this.server.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
		Socket another = new Socket(InetAddress.getLoopbackAddress(), this.line.port());
		try (another; Socket accepted = this.listener.accept()) {
			another.getOutputStream().write(3);
			assertThat(accepted.getInputStream().read()).isEqualTo(3);
		}
		this.line.mend();
		this.server.setSoTimeout(0);
		assertThatThrownBy(() -> this.server.getInputStream().read()).isInstanceOf(IOException.class);
	}

	@Test
	void aTornConnectionEndsAtBothEnds() {
		this.line.tear();
		assertThatThrownBy(() -> this.client.getInputStream().read()).isInstanceOf(IOException.class);
		assertThatThrownBy(() -> this.server.getInputStream().read()).isInstanceOf(IOException.class);
	}

}
