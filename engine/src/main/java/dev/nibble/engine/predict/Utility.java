package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Compression;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Which width to choose: utility U = E R / D, with the encoding efficiency eta for E, the tokens a
 * second that the machine delivers for R and the tokens that are asked for D. R is predicted from
 * bandwidth, and measured. Where R is the bytes that a width takes, and D those that 16 bits take,
 * the sizes cancel and U is the quality Q alone.
 */
final class Utility implements Law {
  /** That of the speed which R is. */
  private static final Bound BOUND = new Bound.Within(0.15);

  /** Two ways to compute one number: what doubles lose. */
  private static final Bound SAME = new Bound.Within(1e-9);

  /**
   * The utility of a width.
   *
   * @param name the variant
   * @param efficiency E, perplexities' ratio times sizes' ratio
   * @param resource R
   * @param demand D
   * @param unit of U, that of R by that of D
   */
  static Prediction utility(
      String name, double efficiency, double resource, double demand, String unit) {
    return new Prediction(
        name,
        "U = E R / D",
        List.of(
            Input.of("E", "encoding efficiency, eta = Q rho", efficiency),
            Input.of("R", "resource that is delivered", resource),
            Input.of("D", "demand", demand)),
        efficiency * resource / demand,
        unit);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    List<WidthResult> widths = evidence.widths();
    List<Finding> findings = new ArrayList<>();
    if (widths.size() > 1) {
      WidthResult last = widths.getLast();
      for (WidthResult width : widths.subList(0, widths.size() - 1)) {
        findings.add(value(evidence, width, "utility, %s".formatted(bits(width))));
      }
      findings.add(value(evidence, last, "utility"));
      for (WidthResult width : widths) {
        findings.add(rank(evidence, width));
      }
      findings.add(inBytes(widths.getFirst(), last));
    }
    return findings;
  }

  private static Finding value(Evidence evidence, WidthResult width, String name) {
    return new Finding(
        predicted(evidence, width, name),
        new Measurement(
            measured(evidence, width),
            "the same with the tokens a second that %s decodes".formatted(width.type())),
        BOUND,
        String.format(
            Locale.ROOT,
            "%s; what it is off is what R is off: memory would give %.4g tok/s, %.4g came",
            width.type(),
            rate(evidence, width),
            width.decodeTokensPerSecond()));
  }

  private static Finding rank(Evidence evidence, WidthResult width) {
    ToDoubleFunction<WidthResult> predicted = one -> predicted(evidence, one, "").value();
    ToDoubleFunction<WidthResult> measured = one -> measured(evidence, one);
    return new Finding(
        new Prediction(
            "utility, rank of %s".formatted(bits(width)),
            "1 + how many widths have a greater U",
            predicted(evidence, width, "").inputs(),
            rank(evidence.widths(), width, predicted),
            ""),
        new Measurement(
            rank(evidence.widths(), width, measured), "order of the utilities as measured"),
        new Bound.Exact(),
        "best first: predicted %s, measured %s"
            .formatted(order(evidence, predicted), order(evidence, measured)));
  }

  private static Finding inBytes(WidthResult widest, WidthResult width) {
    double quality = compression(widest, width).quality();
    return new Finding(
        utility(
            "utility, R in bytes",
            compression(widest, width).efficiency(),
            (double) width.fileBytes(),
            (double) widest.fileBytes(),
            ""),
        new Measurement(quality, "Q, the ratio of the perplexities"),
        SAME,
        "with R in bytes, held against those of %s, the sizes cancel: U is Q and tells nothing of"
                .formatted(bits(widest))
            + " size or speed");
  }

  private static Prediction predicted(Evidence evidence, WidthResult width, String name) {
    return utility(
        name, efficiency(evidence, width), rate(evidence, width), demand(evidence), "1/s");
  }

  private static double measured(Evidence evidence, WidthResult width) {
    return efficiency(evidence, width) * width.decodeTokensPerSecond() / demand(evidence);
  }

  /** Tokens a second that memory gives. */
  private static double rate(Evidence evidence, WidthResult width) {
    return DecodeRate.bandwidth(
            "",
            evidence.speed().ceiling().bytesPerSecond(),
            width.multipliedBytes(),
            evidence.speed().kvBytesPerToken())
        .value();
  }

  private static double demand(Evidence evidence) {
    return evidence.speed().decodeTokens();
  }

  private static double efficiency(Evidence evidence, WidthResult width) {
    return compression(evidence.widths().getFirst(), width).efficiency();
  }

  private static Compression compression(WidthResult widest, WidthResult width) {
    return Compression.of(
        widest.fileBytes(),
        width.fileBytes(),
        widest.perplexity().perplexity(),
        width.perplexity().perplexity());
  }

  private static long rank(
      List<WidthResult> widths, WidthResult width, ToDoubleFunction<WidthResult> utility) {
    double own = utility.applyAsDouble(width);
    return 1 + widths.stream().filter(one -> utility.applyAsDouble(one) > own).count();
  }

  private static String order(Evidence evidence, ToDoubleFunction<WidthResult> utility) {
    return String.join(
        ", ",
        evidence.widths().stream()
            .sorted(Comparator.comparingDouble(utility).reversed())
            .map(Utility::bits)
            .toList());
  }

  private static String bits(WidthResult width) {
    return width.bits() + " bits";
  }
}
