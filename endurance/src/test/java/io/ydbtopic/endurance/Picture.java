package io.ydbtopic.endurance;

import java.util.List;
import java.util.Locale;

/** Curves below each other as SVG. */
final class Picture {

	private static final int WIDTH = 720;

	private static final int HEIGHT = 110;

	private static final int LEFT = 60;

	private Picture() {
	}

	static String of(List<Curve> curves) {
		StringBuilder svg = new StringBuilder(String.format(Locale.ROOT,
				"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
						+ "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
				WIDTH + LEFT + 20, curves.size() * (HEIGHT + 40)));
		for (int i = 0; i < curves.size(); i++) {
			append(svg, curves.get(i), i * (HEIGHT + 40) + 30);
		}
		return svg.append("</svg>\n").toString();
	}

	private static void append(StringBuilder svg, Curve curve, int top) {
		double most = curve.samples().stream().mapToDouble((sample) -> sample).max().orElse(1) * 1.1;
		svg.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">%s</text>%n", LEFT, top - 8, curve.name()));
		svg.append(String.format(Locale.ROOT, "<text x=\"4\" y=\"%d\">%.0f</text><text x=\"4\" y=\"%d\">0</text>%n",
				top + 10, most, top + HEIGHT));
		svg.append(String.format(Locale.ROOT,
				"<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#bbb\"/>%n<polyline fill=\"none\" stroke=\"#0b62a4\" points=\"",
				LEFT, top, WIDTH, HEIGHT));
		int size = curve.samples().size();
		for (int i = 0; i < size; i++) {
			svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", LEFT + (double) WIDTH * i / Math.max(1, size - 1),
					top + HEIGHT - HEIGHT * curve.samples().get(i) / most));
		}
		svg.append("\"/>\n");
	}

}
