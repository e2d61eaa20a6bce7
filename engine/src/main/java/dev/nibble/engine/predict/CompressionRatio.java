package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.List;
import java.util.Locale;

/** How many times smaller a model becomes: by the bits of codes, and by all bits of a weight. */
final class CompressionRatio implements Law {
  private static final Bound NEAR = new Bound.Within(0.05);

  /**
   * The rule of the textbooks, {@code 16 / 8} and {@code 16 / 4}.
   *
   * @param type what the width is called
   * @param wideBits bits of a weight before
   * @param codeBits bits of a code
   */
  static Prediction textbook(String type, int wideBits, int codeBits) {
    return new Prediction(
        "compression, %s, textbook".formatted(type),
        "rho = b / b_c",
        List.of(
            new Input("b", "a weight before", wideBits, "bits"),
            new Input("b_c", "a code", codeBits, "bits")),
        (double) wideBits / codeBits,
        "");
  }

  /**
   * The same with what a weight really takes.
   *
   * @param type what the width is called
   * @param wideBits bits of a weight before
   * @param bits bits of a weight, scales included: 8.5 in Q8_0, 4.5 in Q4_0
   */
  static Prediction withScales(String type, double wideBits, double bits) {
    return new Prediction(
        "compression, " + type,
        "rho = b / b_w",
        List.of(
            new Input("b", "a weight before", wideBits, "bits"),
            new Input("b_w", "a weight with its share of scales", bits, "bits")),
        wideBits / bits,
        "");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<WidthResult> widths = evidence.widths();
    return widths.stream()
        .skip(1)
        .flatMap(
            width -> check(widths.getFirst(), width, evidence.model().multipliedWeights()).stream())
        .toList();
  }

  private static List<Finding> check(WidthResult wide, WidthResult width, long weights) {
    Compression found =
        Compression.of(
            wide.fileBytes(),
            width.fileBytes(),
            wide.perplexity().perplexity(),
            width.perplexity().perplexity());
    Measurement ratio = new Measurement(found.ratio(), "sizes of the two files");
    double bits = 8.0 * width.multipliedBytes() / weights;
    double wideBits = 8.0 * wide.multipliedBytes() / weights;
    return List.of(
        new Finding(
            withScales(width.type(), wideBits, bits), ratio, NEAR, efficiency(width, found)),
        new Finding(
            textbook(width.type(), wide.bits(), width.bits()),
            ratio,
            NEAR,
            String.format(
                Locale.ROOT,
                "a weight takes %.3g bits, not %d: scales%s",
                bits,
                width.bits(),
                bits > width.bits() + 1 ? ", and matrices in larger types" : "")));
  }

  private static String efficiency(WidthResult width, Compression found) {
    return String.format(
        Locale.ROOT,
        "Q = %.4g of the quality is left, so that eta = Q rho = %.3g; %.2g %% of the file is no"
            + " weight that a token is multiplied with, but vocabulary, norms and the like",
        found.quality(),
        found.efficiency(),
        100 * (1 - (double) width.multipliedBytes() / width.fileBytes()));
  }
}
