package io.ydbtopic.benchmarks.programs;

import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

import com.github.luben.zstd.ZstdCompressCtx;
import io.ydbtopic.benchmarks.measure.Metric;
import io.ydbtopic.benchmarks.measure.Round;
import io.ydbtopic.benchmarks.measure.Samples;
import io.ydbtopic.benchmarks.measure.Usage;
import io.ydbtopic.benchmarks.stub.Payloads;

/**
 * Compression alone on one thread, with a compressor that is used again and again, and
 * with what the format wants beside it: the floor of a writer with a codec.
 */
final class Compressing implements Program {

	@Override
	public void run(Options options, Samples samples) throws Exception {
		byte[][] payloads = Payloads.json(64, options.number("bytes"));
		UnaryOperator<byte[]> compressor = options.text("codec").equals("gzip") ? gzip() : zstd();
		WarmUp.run(options, (seconds) -> round(compressor, payloads, seconds, new Samples()));
		for (int round = 0; round < options.number("rounds"); round++) {
			round(compressor, payloads, options.seconds("seconds"), samples);
		}
	}

	private static void round(UnaryOperator<byte[]> compressor, byte[][] payloads, double seconds, Samples samples) {
		Usage before = Usage.now();
		long end = before.nanos() + (long) (seconds * 1e9);
		long count = 0;
		long bytesIn = 0;
		long bytesOut = 0;
		while (System.nanoTime() < end) {
			byte[] payload = payloads[(int) (count++ & 63)];
			bytesIn += payload.length;
			bytesOut += compressor.apply(payload).length;
		}
		samples.add(new Round(count, Usage.now().since(before)));
		samples.add(Metric.RATIO, (double) bytesOut / bytesIn);
	}

	private static UnaryOperator<byte[]> gzip() {
		Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
		CRC32 checksum = new CRC32();
		return (payload) -> {
			checksum.reset();
			checksum.update(payload);
			deflater.reset();
			deflater.setInput(payload);
			deflater.finish();
			byte[] out = new byte[payload.length + 64];
			int header = 10;
			int count = deflater.deflate(out, header, out.length - header);
			byte[] result = new byte[header + count + 8];
			System.arraycopy(out, 0, result, 0, header + count);
			result[header + count] = (byte) checksum.getValue();
			return result;
		};
	}

	private static UnaryOperator<byte[]> zstd() {
		ZstdCompressCtx context = new ZstdCompressCtx().setLevel(3);
		return context::compress;
	}

}
