package io.ydbtopic.client.internal.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

import io.ydbtopic.client.codec.Codec;
import org.jspecify.annotations.Nullable;

/**
 * Which codec the next messages get. With several candidates, each of which the topic
 * allows, it is the one whose processor time and size cost least together, as measured on
 * messages of the application. Confined to the writer's loop, but for {@link #measure}.
 */
final class CodecChoice {

	/** A byte that is sent, stored and read again costs as much as so much time. */
	static final double NANOS_PER_BYTE = 20;

	/** Measured once at the start and then every so many chunks. */
	static final int CHUNKS_PER_SAMPLE = 128;

	/** A new measurement counts for so much against those before. */
	private static final double WEIGHT = 0.3;

	private static final int SAMPLE_BYTES_MAX = 64 * 1024;

	private final List<Codec> candidates;

	/** Those that the topic allows; null until a handshake has told. */
	private @Nullable List<Codec> allowed;

	/** Cost of a byte of payload, by codec number. */
	private final Map<Integer, Double> costs = new HashMap<>();

	private Codec best;

	private int chunksUntilSample;

	/**
	 * A choice.
	 * @param candidates at least one
	 */
	CodecChoice(List<Codec> candidates) {
		this.candidates = candidates;
		this.best = candidates.get(0);
	}

	/** Whether there is nothing to choose and nothing to compress. */
	boolean isRaw() {
		return this.candidates.size() == 1 && this.best.number() == Codec.RAW;
	}

	/** Whether the topic's list must be known before a codec is chosen. */
	boolean needsList() {
		return this.candidates.size() > 1 && this.allowed == null;
	}

	/**
	 * What the topic allows. If that is none of the candidates, nothing changes: the
	 * handshake has failed, and says so.
	 * @param numbers empty for all
	 */
	void allow(Set<Integer> numbers) {
		List<Codec> left = new ArrayList<>();
		for (Codec candidate : this.candidates) {
			if (numbers.isEmpty() || numbers.contains(candidate.number())) {
				left.add(candidate);
			}
		}
		if (!left.isEmpty()) {
			this.allowed = left;
			chooseBest(left);
		}
	}

	/** The codec for the next chunk. */
	Codec current() {
		return this.best;
	}

	/** Those to measure on the next chunk; empty for most chunks. */
	List<Codec> toMeasure() {
		List<Codec> known = this.allowed;
		if (known == null || known.size() < 2 || this.chunksUntilSample-- > 0) {
			return List.of();
		}
		this.chunksUntilSample = CHUNKS_PER_SAMPLE;
		return known;
	}

	/**
	 * Measures codecs on a payload, or on its beginning if it is large. On a user thread.
	 * @return costs of a byte by codec number; without those of codecs that failed
	 */
	static Map<Integer, Double> measure(List<Codec> codecs, byte[] payload, LongSupplier nanoTime) {
		byte[] sample = (payload.length > SAMPLE_BYTES_MAX) ? Arrays.copyOf(payload, SAMPLE_BYTES_MAX) : payload;
		Map<Integer, Double> measured = new HashMap<>();
		if (sample.length == 0) {
			return measured;
		}
		for (Codec codec : codecs) {
			try {
				long begun = nanoTime.getAsLong();
				int size = codec.encode(sample).length;
				long nanos = nanoTime.getAsLong() - begun;
				measured.put(codec.number(), (nanos + size * NANOS_PER_BYTE) / sample.length);
			}
			catch (IOException | RuntimeException ex) {
				// The message is told when its turn comes; here it is no candidate.
				measured.put(codec.number(), Double.MAX_VALUE);
			}
		}
		return measured;
	}

	/** Takes measurements into account. */
	void learn(Map<Integer, Double> measured) {
		measured.forEach((number, cost) -> this.costs.merge(number, cost,
				(before, now) -> (now == Double.MAX_VALUE) ? now : before * (1 - WEIGHT) + now * WEIGHT));
		List<Codec> known = this.allowed;
		if (known != null) {
			chooseBest(known);
		}
	}

	private void chooseBest(List<Codec> from) {
		Codec found = from.get(0);
		for (Codec candidate : from) {
			if (cost(candidate) < cost(found)) {
				found = candidate;
			}
		}
		this.best = found;
	}

	/** One that was never measured is taken for as good as the price of its bytes. */
	private double cost(Codec codec) {
		return this.costs.getOrDefault(codec.number(), NANOS_PER_BYTE);
	}

}
