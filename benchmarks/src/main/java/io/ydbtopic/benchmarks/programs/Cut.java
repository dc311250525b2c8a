package io.ydbtopic.benchmarks.programs;

import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.ydbtopic.benchmarks.clients.Handled;
import io.ydbtopic.benchmarks.clients.ReadLoad;
import io.ydbtopic.benchmarks.clients.WriteLoad;
import io.ydbtopic.benchmarks.clients.WriterSource;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.stub.Payloads;
import io.ydbtopic.benchmarks.stub.StubServer;

/**
 * Cuts all streams under load, {@code cuts} times, each {@code pause} milliseconds after
 * the client goes on: from then to the ack of the first message that was written after
 * the cut, or with {@code direction=read} to the first message handled that was sent
 * after it.
 */
final class Cut implements Program {

	private static final long INTERVAL_NANOS = 200_000;

	private static final long PATIENCE_SECONDS = 60;

	@Override
	public void run(Options options, Samples samples) throws Exception {
		ManagedChannel control = NettyChannelBuilder.forAddress("localhost", options.number("port"))
			.usePlaintext()
			.build();
		try {
			// The first call opens the channel; the cut that it makes is of nothing.
			cut(control);
			if (options.text("direction").equals("read")) {
				read(options, control, samples);
			}
			else {
				write(options, control, samples);
			}
		}
		finally {
			control.shutdownNow();
		}
	}

	private static long cut(ManagedChannel control) {
		byte[] answer = ClientCalls.blockingUnaryCall(control, StubServer.CUT, CallOptions.DEFAULT, new byte[0]);
		return ByteBuffer.wrap(answer).getLong();
	}

	private static void write(Options options, ManagedChannel control, Samples samples) throws Exception {
		byte[] payload = Payloads.json(1, options.number("bytes"))[0];
		try (WriterSource source = Clients.writers(options); WriteLoad writer = source.open()) {
			for (int i = 0; i < options.number("cuts"); i++) {
				paced(writer, payload, options.number("pause"));
				long begin = System.nanoTime();
				cut(control);
				AtomicLong acknowledged = new AtomicLong();
				writer.write(payload, () -> acknowledged.set(System.nanoTime()));
				long deadline = begin + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
				while (acknowledged.get() == 0) {
					if (System.nanoTime() > deadline) {
						throw new IllegalStateException("no ack within " + PATIENCE_SECONDS + " s of a cut");
					}
					paced(writer, payload, 1);
				}
				samples.add(Metric.GAP, (acknowledged.get() - begin) / 1e6);
			}
			writer.drain();
		}
	}

	private static void paced(WriteLoad writer, byte[] payload, long millis) throws Exception {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (System.nanoTime() < end) {
			writer.write(payload);
			LockSupport.parkNanos(INTERVAL_NANOS);
		}
	}

	private static void read(Options options, ManagedChannel control, Samples samples) throws Exception {
		AtomicLong awaited = new AtomicLong(Long.MAX_VALUE);
		AtomicLong handledAt = new AtomicLong();
		Semaphore first = new Semaphore(0);
		Handled handled = new Handled((offset, payload) -> {
			if (offset >= awaited.get()) {
				awaited.set(Long.MAX_VALUE);
				handledAt.set(System.nanoTime());
				first.release();
			}
		});
		try (ReadLoad reader = Clients.reader(options, handled)) {
			Reading.awaitFirst(reader, handled);
			long number = cut(control);
			for (int i = 0; i < options.number("cuts"); i++) {
				TimeUnit.MILLISECONDS.sleep(options.number("pause"));
				// Clients are measured one after the other: nobody else cuts.
				number++;
				long begin = System.nanoTime();
				awaited.set(number * StubServer.EPOCH);
				if (cut(control) != number) {
					throw new IllegalStateException("somebody else cuts");
				}
				if (!first.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
					throw new IllegalStateException(reader + ": nothing within " + PATIENCE_SECONDS + " s of a cut");
				}
				samples.add(Metric.GAP, (handledAt.get() - begin) / 1e6);
			}
		}
	}

}
