package dev.nibble.engine.predict;

import dev.nibble.engine.evaluate.Ceiling;
import dev.nibble.engine.predict.evidence.ContextPoint;
import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tokens a second of one sequence, where every token waits until all weights, and the keys and
 * values before it, were read from memory (Pope et al., "Efficiently Scaling Transformer
 * Inference", 2022).
 */
final class DecodeRate implements Law {
  private static final Bound BOUND = new Bound.Within(0.15);

  /**
   * The speed at which memory can be read.
   *
   * @param name the variant
   * @param bytesPerSecond bandwidth
   * @param weightBytes what the weights take that a token is multiplied with
   * @param kvBytes what the keys and values take that it sees
   */
  static Prediction bandwidth(
      String name, double bytesPerSecond, long weightBytes, double kvBytes) {
    return new Prediction(
        name,
        "BW / (W_b + KV)",
        List.of(
            new Input("BW", "bandwidth of memory", bytesPerSecond, "bytes/s"),
            new Input("W_b", "weights that a token is multiplied with", weightBytes, "bytes"),
            new Input("KV", "keys and values that it sees", kvBytes, "bytes")),
        bytesPerSecond / (weightBytes + kvBytes),
        "tokens/s");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    DecodeSpeed speed = evidence.speed();
    double bandwidth = speed.ceiling().bytesPerSecond();
    long weightBytes = evidence.model().multipliedBytes();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        finding(
            evidence,
            bandwidth("decode speed", bandwidth, weightBytes, speed.kvBytesPerToken()),
            new Measurement(
                speed.decodeTokensPerSecond(),
                "%d tokens, one at a time from an empty context".formatted(speed.decodeTokens()))));
    if (!evidence.contexts().isEmpty()) {
      ContextPoint longest = evidence.contexts().getLast();
      findings.add(
          finding(
              evidence,
              bandwidth(
                  "decode speed, long context", bandwidth, weightBytes, (double) longest.kvBytes()),
              new Measurement(
                  1 / longest.decodeSeconds(), "a token behind %d".formatted(longest.tokens()))));
    }
    return findings;
  }

  private static Finding finding(
      Evidence evidence, Prediction prediction, Measurement measurement) {
    String why =
        evidence.speed().weightsInCache()
            ? inCache(evidence)
            : fromMemory(evidence, prediction, measurement);
    return new Finding(prediction, measurement, BOUND, why);
  }

  private static String inCache(Evidence evidence) {
    DecodeSpeed speed = evidence.speed();
    return String.format(
        Locale.ROOT,
        "fits in cache: %.3g MB of weights are read over and over at %.3g GB/s, %.3g GB/s is what"
            + " memory gives; it is arithmetic and dispatch that take the time",
        evidence.model().multipliedBytes() / 1e6,
        speed.rereadBytesPerSecond() / 1e9,
        speed.ceiling().bytesPerSecond() / 1e9);
  }

  private static String fromMemory(
      Evidence evidence, Prediction prediction, Measurement measurement) {
    double reading = 1e3 / prediction.value();
    double token = 1e3 / measurement.value();
    if (token < reading) {
      return String.format(
          Locale.ROOT,
          "a token takes %.3g ms, reading at the bandwidth that was measured beside it %.3g ms: it"
              + " has drifted, or a cache holds a part",
          token,
          reading);
    }
    Ceiling ceiling = evidence.speed().ceiling();
    double multiplying =
        1e3 * evidence.model().multipliedWeights() / ceiling.multiplyAddsPerSecond();
    return String.format(
        Locale.ROOT,
        "reading explains %.3g ms of a token's %.3g ms; dispatch and arithmetic that does not hide"
            + " behind reading take %.3g ms (all of its multiply-adds would take %.3g ms at peak,"
            + " in %s)",
        reading,
        token,
        token - reading,
        multiplying,
        ceiling.arithmetic().id());
  }
}
