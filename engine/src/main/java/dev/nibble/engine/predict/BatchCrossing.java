package dev.nibble.engine.predict;

import dev.nibble.engine.measure.Arithmetic;
import dev.nibble.engine.predict.evidence.BatchPoint;
import dev.nibble.engine.predict.evidence.DecodeSpeed;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * With how many sequences a pass is bound by arithmetic instead of memory: where the multiply-adds
 * of a byte of weights are as many as the machine makes while it reads one (the ridge of the
 * roofline, Williams et al., "Roofline", 2009). Until then sequences cost nothing, from then on
 * each its share, so that throughput stays where it is: measured is how many times the most
 * throughput is that of one sequence. What keys, values and attention take is left out: the sweep's
 * sequences are short.
 */
final class BatchCrossing implements Law {
  private static final Bound BOUND = new Bound.WithinFactor(1.5);

  /** A doubling of the batch that still gains so much has not reached the plateau. */
  private static final double RISING = 1.1;

  /**
   * The crossing of a machine.
   *
   * @param name the variant
   * @param multiplyAddsPerSecond A
   * @param arithmetic what its factors are
   * @param bytesPerSecond BW
   * @param weights W, that a token is multiplied with
   * @param weightBytes W_b, what these take
   */
  static Prediction crossing(
      String name,
      double multiplyAddsPerSecond,
      Arithmetic arithmetic,
      double bytesPerSecond,
      long weights,
      long weightBytes) {
    double ridge = multiplyAddsPerSecond / bytesPerSecond;
    return new Prediction(
        name,
        "B* = max(1, (A / BW) (W_b / W))",
        List.of(
            new Input(
                "A", arithmetic.id() + " multiply-adds a second", multiplyAddsPerSecond, "1/s"),
            new Input("BW", "bandwidth of memory", bytesPerSecond, "bytes/s"),
            Input.of("W", "weights that a token is multiplied with", (double) weights),
            new Input("W_b", "what these take", weightBytes, "bytes")),
        Math.max(1, ridge * weightBytes / weights),
        "sequences");
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    DecodeSpeed speed = evidence.speed();
    List<BatchPoint> sweep = evidence.batches();
    BatchPoint best = best(sweep);
    double alone = sweep.getFirst().tokensPerSecond();
    Measurement measured =
        new Measurement(
            best.tokensPerSecond() / alone,
            "most throughput of all batches, as a multiple of one sequence's");
    double bandwidth = speed.ceiling().bytesPerSecond();
    return List.of(
        new Finding(
            crossing(
                "batch crossing",
                speed.prefillMultiplyAddsPerSecond(),
                speed.ceiling().arithmetic(),
                bandwidth,
                m.multipliedWeights(),
                m.multipliedBytes()),
            measured,
            BOUND,
            remark(evidence, "A is what the kernels reach in prefill")),
        new Finding(
            crossing(
                "batch crossing, at peak",
                speed.ceiling().multiplyAddsPerSecond(),
                speed.ceiling().arithmetic(),
                bandwidth,
                m.multipliedWeights(),
                m.multipliedBytes()),
            measured,
            BOUND,
            remark(
                evidence,
                String.format(
                    Locale.ROOT,
                    "A is what registers allow in %s; prefill reaches %.0f %% of it",
                    speed.ceiling().arithmetic().id(),
                    100
                        * speed.prefillMultiplyAddsPerSecond()
                        / speed.ceiling().multiplyAddsPerSecond()))));
  }

  private static BatchPoint best(List<BatchPoint> sweep) {
    return sweep.stream()
        .max(Comparator.comparingDouble(BatchPoint::tokensPerSecond))
        .orElseThrow();
  }

  private static String remark(Evidence evidence, String arithmetic) {
    DecodeSpeed speed = evidence.speed();
    List<BatchPoint> sweep = evidence.batches();
    BatchPoint best = best(sweep);
    String plateau =
        String.format(
            Locale.ROOT,
            "; %.4g tok/s with one sequence, %.4g with %d",
            sweep.getFirst().tokensPerSecond(),
            best.tokensPerSecond(),
            best.sequences());
    String rising = isRising(sweep) ? ", where throughput still rises" : "";
    String cached =
        speed.weightsInCache()
            ? "; fits in cache: weights are not read from the memory whose bandwidth this is"
            : "";
    return arithmetic + plateau + rising + cached;
  }

  private static boolean isRising(List<BatchPoint> sweep) {
    int last = sweep.size() - 1;
    return last > 0
        && sweep.get(last).tokensPerSecond() > RISING * sweep.get(last - 1).tokensPerSecond();
  }
}
