package dev.nibble.engine.predict;

import dev.nibble.engine.measure.ByteSize;
import dev.nibble.engine.predict.evidence.DeviceUse;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import dev.nibble.engine.predict.evidence.ProcessUse;
import dev.nibble.engine.predict.evidence.WidthResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What weights take: parameters times bytes a weight, the rule of 4 GB for each billion at 32 bits
 * and in proportion at fewer, and the rule that all of it takes 1.2 times the weights.
 */
final class WeightMemory implements Law {
  private static final String UNIT = "bytes";
  private static final Bound NEAR = new Bound.Within(0.05);
  private static final double SERVING = 1.2;

  /** Parameters times what one of them takes on average, scales of its blocks included. */
  static Prediction weights(ModelFacts m) {
    return of("weight memory", m);
  }

  private static Prediction of(String name, ModelFacts m) {
    return new Prediction(
        name,
        "W = P b_w",
        List.of(parameters(m), new Input("b_w", "bytes a weight", m.bytesPerWeight(), UNIT)),
        m.parameters() * m.bytesPerWeight(),
        UNIT);
  }

  /** The rule of thumb: 4 GB for each billion of parameters at 32 bits, 2 GB at 16. */
  static Prediction rule(ModelFacts m, int bits) {
    return new Prediction(
        "weight memory, rule at %d bits".formatted(bits),
        "W = 4 P b / 32",
        List.of(parameters(m), new Input("b", "bits of a weight", bits, "bits")),
        4.0 * m.parameters() * bits / 32,
        UNIT);
  }

  /**
   * The rule of thumb for all that serving a model takes (EleutherAI, Transformer Math 101, 2023).
   */
  static Prediction serving(ModelFacts m) {
    return serving("weight memory, 1.2 x weights", m);
  }

  private static Prediction serving(String name, ModelFacts m) {
    return new Prediction(
        name,
        "total = 1.2 P b_w",
        List.of(parameters(m), new Input("b_w", "bytes a weight", m.bytesPerWeight(), UNIT)),
        SERVING * m.parameters() * m.bytesPerWeight(),
        UNIT);
  }

  private static Input parameters(ModelFacts m) {
    return Input.of("P", "parameters", (double) m.parameters());
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    ModelFacts m = evidence.model();
    ProcessUse process = evidence.memory().process();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            weights(m),
            new Measurement(process.mapped(), "address space of the mapped file"),
            NEAR,
            header(m, process.mapped())));
    if (process.weights().isPresent()) {
      findings.add(resident(m, process.weights().getAsLong(), process.copiedWeights()));
    }
    for (WidthResult width : evidence.widths()) {
      findings.add(rule(m, width));
    }
    OptionalLong resident = process.resident();
    if (resident.isPresent()) {
      findings.add(
          new Finding(
              serving(m),
              new Measurement(resident.getAsLong(), "resident memory of the process"),
              NEAR,
              parts(m, evidence, resident.getAsLong())));
    }
    evidence.memory().device().ifPresent(device -> findings.add(onDevice(m, device)));
    return findings;
  }

  private static String header(ModelFacts m, long mapped) {
    return "vocabulary, header and padding of the file take %s more"
        .formatted(Share.percent((mapped - weights(m).value()) / mapped));
  }

  private static Finding resident(ModelFacts m, long bytes, long copied) {
    Prediction prediction = of("weight memory, resident", m);
    String remark =
        bytes < prediction.value()
            ? "%s of the file were not read, or are not in memory any more"
                .formatted(Share.percent(1 - bytes / prediction.value()))
            : "every weight was read, and pages of the vocabulary with them";
    String pages = "resident pages of the mapped file";
    if (copied == 0) {
      return new Finding(prediction, new Measurement(bytes, pages), NEAR, remark);
    }
    return new Finding(
        prediction,
        new Measurement(bytes, "copies of weights, and " + pages),
        NEAR,
        "%s; the kernels have laid out %s anew".formatted(remark, ByteSize.format(copied)));
  }

  private static Finding rule(ModelFacts m, WidthResult width) {
    double bits = 8.0 * width.fileBytes() / m.parameters();
    return new Finding(
        rule(m, width.bits()),
        new Measurement(width.fileBytes(), "size of the file in " + width.type()),
        NEAR,
        "scales, norms and the header make it %.4g bits a weight".formatted(bits));
  }

  private static Finding onDevice(ModelFacts m, DeviceUse device) {
    double beside = device.usedBytes() - (double) device.weightBytes();
    return new Finding(
        serving("weight memory, 1.2 x weights on a device", m),
        new Measurement(device.usedBytes(), "what %s accounts for".formatted(device.device())),
        NEAR,
        "%d sequences of %d tokens and working memory are %s of the weights: the rule knows neither"
            .formatted(
                device.sequences(),
                device.positions(),
                Share.percent(beside / device.weightBytes())));
  }

  private static String parts(ModelFacts m, Evidence evidence, long resident) {
    ProcessUse process = evidence.memory().process();
    long kv = evidence.memory().kv().bytes();
    return ("beside %s of weights there are keys and values of %d sequences (%s), Java's heap (%s,"
            + " of which %s are reachable and %s activations), compiled code (%s) and the JVM"
            + " itself: the process is %.4g x the weights")
        .formatted(
            ByteSize.format(process.weights().orElse(m.parameterBytes())),
            evidence.memory().kv().sequences(),
            ByteSize.format(kv),
            ByteSize.format(process.heapCommitted()),
            ByteSize.format(process.heap()),
            ByteSize.format(process.activations()),
            ByteSize.format(process.code()),
            resident / weights(m).value());
  }
}
