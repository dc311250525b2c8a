package io.ydbtopic.client.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

import com.github.luben.zstd.RecyclingBufferPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;

/**
 * ZSTD (RFC 8878) on pooled contexts. A frame that tells its size, as those of most
 * writers do, is decompressed in one step into an array of that size; others grow, up to
 * what the caller allows. Callable from many threads at once.
 */
final class ZstdCodec implements Codec {

	static final int LEVEL_DEFAULT = 3;

	private static final int SPARES_MAX = 16;

	private static final int RATIO_USUAL = 4;

	/** Windows that writers use up to level 19, whatever the size of the message. */
	private static final int WINDOW_LOG_MIN = 23;

	private static final int WINDOW_LOG_MAX = 27;

	private final int level;

	private final Spares<ZstdCompressCtx> compressors;

	private final Spares<ZstdDecompressCtx> decompressors = new Spares<>(SPARES_MAX, ZstdDecompressCtx::new,
			ZstdDecompressCtx::reset, ZstdDecompressCtx::close);

	ZstdCodec(int level) {
		if (level < Zstd.minCompressionLevel() || level > Zstd.maxCompressionLevel()) {
			throw new IllegalArgumentException("ZSTD level: " + level + " (expected: " + Zstd.minCompressionLevel()
					+ " to " + Zstd.maxCompressionLevel() + ")");
		}
		this.level = level;
		// A reset would forget the level; a context that has done its work needs none.
		this.compressors = new Spares<>(SPARES_MAX, () -> new ZstdCompressCtx().setLevel(level), (context) -> {
		}, ZstdCompressCtx::close);
	}

	@Override
	public int number() {
		return ZSTD;
	}

	@Override
	public byte[] encode(byte[] payload) {
		ZstdCompressCtx context = this.compressors.take();
		try {
			return context.compress(payload);
		}
		finally {
			this.compressors.giveBack(context);
		}
	}

	@Override
	public byte[] decode(ByteBuffer data, long expectedSize, int maxSize) throws IOException {
		byte[] compressed = new byte[data.remaining()];
		data.duplicate().get(compressed);
		if (compressed.length == 0) {
			throw new IOException("ZSTD data is cut off: there is none");
		}
		long size = Zstd.getFrameContentSize(compressed);
		if (size > maxSize) {
			throw new GrowingBytes("ZSTD", 0, maxSize).tooLarge();
		}
		try {
			return (size > 0) ? decodeAtOnce(compressed, (int) size, maxSize)
					: decodeGrowing(compressed, expectedSize, maxSize);
		}
		catch (ZstdException ex) {
			throw new IOException("ZSTD data is damaged: " + ex.getMessage(), ex);
		}
	}

	private byte[] decodeAtOnce(byte[] compressed, int size, int maxSize) throws IOException {
		byte[] payload = new byte[size];
		ZstdDecompressCtx context = this.decompressors.take();
		int written;
		try {
			written = context.decompressByteArray(payload, 0, size, compressed, 0, compressed.length);
		}
		catch (ZstdException ex) {
			if (ex.getErrorCode() == Zstd.errDstSizeTooSmall()) {
				// More than one frame, of which the size is that of the first.
				return decodeGrowing(compressed, 0, maxSize);
			}
			throw ex;
		}
		finally {
			this.decompressors.giveBack(context);
		}
		if (written != size) {
			throw new IOException("ZSTD data is damaged: " + written + " bytes (expected: " + size + ")");
		}
		return payload;
	}

	private static byte[] decodeGrowing(byte[] compressed, long expectedSize, int maxSize) throws IOException {
		long first = (expectedSize > 0) ? Math.min(expectedSize, compressed.length * 64L)
				: (long) compressed.length * RATIO_USUAL;
		GrowingBytes out = new GrowingBytes("ZSTD", first, maxSize);
		try (ZstdInputStreamNoFinalizer in = new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(compressed),
				RecyclingBufferPool.INSTANCE)) {
			in.setLongMax(Math.max(WINDOW_LOG_MIN,
					Math.min(WINDOW_LOG_MAX, Integer.SIZE - Integer.numberOfLeadingZeros(maxSize))));
			while (true) {
				if (out.room() == 0) {
					int next = in.read();
					if (next < 0) {
						break;
					}
					out.makeRoom(1);
					out.array()[out.count()] = (byte) next;
					out.added(1);
				}
				int read = in.read(out.array(), out.count(), out.room());
				if (read < 0) {
					break;
				}
				out.added(read);
			}
		}
		return out.toByteArray();
	}

	@Override
	public String toString() {
		return (this.level == LEVEL_DEFAULT) ? "ZSTD" : "ZSTD level " + this.level;
	}

}
