package io.ydbtopic.simulator.fleet;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

import io.ydbtopic.client.BufferFull;
import io.ydbtopic.client.Deserializer;
import io.ydbtopic.client.MessageBatch;
import io.ydbtopic.client.OutgoingMessage;
import io.ydbtopic.client.PartitionHandler;
import io.ydbtopic.client.ReaderSettings;
import io.ydbtopic.client.ReceivedMessage;
import io.ydbtopic.client.Serializer;
import io.ydbtopic.client.TopicClient;
import io.ydbtopic.client.TopicClientSettings;
import io.ydbtopic.client.TopicWriter;
import io.ydbtopic.client.WriterSettings;
import io.ydbtopic.client.internal.DefaultTopicClient;
import io.ydbtopic.simulator.fleet.cluster.ModelCluster;
import io.ydbtopic.simulator.machine.SimulatedClientRuntime;
import io.ydbtopic.simulator.machine.SimulatedProcess;
import io.ydbtopic.simulator.machine.TaskQueue;
import io.ydbtopic.simulator.network.SimulatedChannels;
import org.jspecify.annotations.Nullable;

/**
 * One instance of the application: a client with a subscription and a writer. It can be
 * stopped and started again; its name stays. Not thread-safe.
 */
final class FleetInstance {

	/** The client's default. */
	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

	/** In the mean, between two messages that it writes. */
	static final double WRITE_EVERY_SECONDS = 5;

	/** What it takes to handle a batch: none, up to twice as much. */
	static final double HANDLE_MEAN_SECONDS = 1;

	private final Fleet fleet;

	private final String name;

	private final int number;

	private int starts;

	private @Nullable SimulatedProcess process;

	private @Nullable TopicClient client;

	FleetInstance(Fleet fleet, int number) {
		this.fleet = fleet;
		this.number = number;
		this.name = "app" + number;
	}

	String name() {
		return this.name;
	}

	int number() {
		return this.number;
	}

	@Nullable SimulatedProcess process() {
		return this.process;
	}

	void start() {
		long seed = this.fleet.plan().seed() * 1_000_003L + this.number * 1009L + ++this.starts;
		SimulatedProcess started = new SimulatedProcess(this.fleet.scheduler(), this.name + "-" + this.starts, seed);
		RandomGenerator chance = this.fleet.plan().jitter() ? started.random() : new NoJitter(started.random());
		SimulatedClientRuntime runtime = new SimulatedClientRuntime(started, (transition) -> {
		}, chance);
		FleetChannels channels = new FleetChannels(
				new SimulatedChannels(this.fleet.network(), started, runtime, CONNECT_TIMEOUT), this.fleet.cluster(),
				new SplittableRandom(seed));
		TopicClient opened = DefaultTopicClient
			.open(TopicClientSettings.builder("grpc://node:" + FleetChannels.BALANCER_PORT + ModelCluster.DATABASE)
				.name(started.name())
				.build(), runtime, channels);
		this.process = started;
		this.client = opened;
		TaskQueue app = started.newQueue(this.name + "/app");
		app.execute(() -> {
			opened.subscribe(
					ReaderSettings.builder().topics(ModelCluster.TOPIC).consumer("billing").name(this.name).build(),
					Deserializer.string(), new Handler(app, started.random()));
			TopicWriter<String> writer = opened.writer(WriterSettings.builder(ModelCluster.TOPIC)
				.producerId(this.name)
				.bufferFull(BufferFull.FAIL)
				.build(), Serializer.string());
			writeLater(app, started.random(), writer);
		});
	}

	private void writeLater(TaskQueue app, RandomGenerator chance, TopicWriter<String> writer) {
		double seconds = -Math.log(1 - chance.nextDouble()) * WRITE_EVERY_SECONDS;
		app.after("write", (long) (seconds * 1e9), () -> {
			if (this.fleet.isWriting() && this.process != null) {
				this.fleet.written(writer.tryWrite(OutgoingMessage.of("message")));
			}
			writeLater(app, chance, writer);
		});
	}

	/** Closes its client in order, and ends when that is done. */
	void stop(Duration deadline) {
		SimulatedProcess stopping = this.process;
		TopicClient closing = this.client;
		if (stopping == null || closing == null) {
			return;
		}
		this.process = null;
		this.client = null;
		TaskQueue end = stopping.newQueue(this.name + "/end");
		end.execute(() -> closing.closeAsync(deadline)
			.whenComplete((done, error) -> end.after("exit", 1_000_000L, stopping::kill)));
	}

	/** Handles a batch for a while, then commits it. */
	private final class Handler implements PartitionHandler<String> {

		private final TaskQueue app;

		private final RandomGenerator chance;

		Handler(TaskQueue app, RandomGenerator chance) {
			this.app = app;
			this.chance = chance;
		}

		@Override
		public CompletionStage<?> onMessages(MessageBatch<String> batch) {
			for (ReceivedMessage<String> message : batch) {
				FleetInstance.this.fleet.meter().delivered((int) message.partitionId(), message.offset());
			}
			CompletableFuture<Void> done = new CompletableFuture<>();
			this.app.after("handle", (long) (this.chance.nextDouble() * 2e9 * HANDLE_MEAN_SECONDS), () -> {
				batch.commit();
				done.complete(null);
			});
			return done;
		}

	}

}
