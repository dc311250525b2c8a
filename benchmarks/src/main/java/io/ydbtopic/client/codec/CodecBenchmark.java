package io.ydbtopic.client.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.ydbtopic.benchmarks.stub.Payloads;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A payload of JSON text through a codec. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class CodecBenchmark {

	/** Which one. */
	@Param({ "gzip", "zstd", "lzop" })
	private String codec = "";

	/** Of the payload. */
	@Param({ "100", "1024", "65536" })
	private int bytes;

	private Codec used = Codecs.raw();

	private byte[] payload = new byte[0];

	private byte[] encoded = new byte[0];

	@Setup
	public void choose() throws IOException {
		this.used = switch (this.codec) {
			case "gzip" -> Codecs.gzip();
			case "zstd" -> Codecs.zstd();
			default -> Codecs.lzop();
		};
		this.payload = Payloads.json(1, this.bytes)[0];
		this.encoded = this.used.encode(this.payload);
	}

	@Benchmark
	public byte[] encode() throws IOException {
		return this.used.encode(this.payload);
	}

	@Benchmark
	public byte[] decode() throws IOException {
		return this.used.decode(ByteBuffer.wrap(this.encoded).asReadOnlyBuffer(), this.bytes, 1 << 20);
	}

}
