package io.ydbtopic.cli;

import java.util.Locale;

import io.ydbtopic.client.codec.Codec;
import io.ydbtopic.client.codec.Codecs;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Codecs by name. */
final class CodecConverter implements ITypeConverter<Codec> {

	@Override
	public Codec convert(String value) {
		return switch (value.toLowerCase(Locale.ROOT)) {
			case "raw" -> Codecs.raw();
			case "gzip" -> Codecs.gzip();
			case "zstd" -> Codecs.zstd();
			case "lzop" -> Codecs.lzop();
			default ->
				throw new TypeConversionException("'" + value + "' is not a codec (expected: raw, gzip, zstd or lzop)");
		};
	}

}
