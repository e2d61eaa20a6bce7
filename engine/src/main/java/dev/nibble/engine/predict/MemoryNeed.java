package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.DeviceUse;
import dev.nibble.engine.predict.evidence.Evidence;
import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * What sequences need of a device's memory: R = B M (T/n), which counts keys and values alone, and
 * the same with weights, working memory and whole blocks.
 */
final class MemoryNeed implements Law {
  private static final String UNIT = "bytes";
  private static final Bound NEAR = new Bound.Within(0.05);

  /**
   * What is to be held.
   *
   * @param sequences B
   * @param textBytes T, UTF-8 bytes of each sequence's text
   * @param bytesPerToken n
   * @param elementBytes b_a, bytes of a key or value
   */
  record Sequences(int sequences, long textBytes, double bytesPerToken, double elementBytes) {

    /** M, bytes of keys and values of a token. */
    double tokenBytes(ModelFacts m) {
      return KvMemory.grouped(m, 1, 1, elementBytes).value();
    }

    double tokens() {
      return textBytes / bytesPerToken;
    }

    private List<Input> inputs(ModelFacts m) {
      return List.of(
          Input.of("B", "sequences", sequences),
          new Input("M", "keys and values of a token", tokenBytes(m), UNIT),
          new Input("T", "UTF-8 bytes of each text", textBytes, UNIT),
          new Input("n", "bytes a token", bytesPerToken, UNIT));
    }
  }

  /** The framework's need. */
  static Prediction textbook(ModelFacts m, Sequences s) {
    return new Prediction(
        "memory need, textbook",
        "R = B M T / n",
        s.inputs(m),
        s.sequences() * s.tokenBytes(m) * s.tokens(),
        UNIT);
  }

  /**
   * The whole need.
   *
   * @param weightBytes weights on the device
   * @param scratchBytes working memory
   * @param blockPositions positions of a block
   * @param spareBlocks blocks that no sequence has
   */
  static Prediction whole(
      ModelFacts m,
      Sequences s,
      long weightBytes,
      long scratchBytes,
      int blockPositions,
      int spareBlocks) {
    double blocks = s.sequences() * Math.ceil(s.tokens() / blockPositions) + spareBlocks;
    List<Input> inputs = new ArrayList<>(s.inputs(m));
    inputs.add(new Input("W", "weights of layers and output", weightBytes, UNIT));
    inputs.add(new Input("C", "working memory", scratchBytes, UNIT));
    inputs.add(Input.of("b", "positions of a block", blockPositions));
    inputs.add(Input.of("s", "blocks of no sequence", spareBlocks));
    return new Prediction(
        "memory need",
        "R = W + C + (B ceil(T / n / b) + s) b M",
        inputs,
        weightBytes + scratchBytes + blocks * blockPositions * s.tokenBytes(m),
        UNIT);
  }

  @Override
  public List<Finding> check(Evidence evidence) {
    return evidence.memory().device().map(device -> check(evidence, device)).orElse(List.of());
  }

  private static List<Finding> check(Evidence evidence, DeviceUse device) {
    ModelFacts m = evidence.model();
    Sequences sequences =
        new Sequences(
            device.sequences(),
            device.textBytes(),
            TokenCount.bytesPerToken(evidence.text()),
            device.elementBytes());
    Measurement used =
        new Measurement(device.usedBytes(), "what %s accounts for".formatted(device.device()));
    Prediction whole =
        whole(
            m,
            sequences,
            device.weightBytes(),
            device.scratchBytes(),
            device.blockPositions(),
            device.spareBlocks());
    return List.of(
        new Finding(
            whole,
            used,
            NEAR,
            "each sequence has %d tokens, T / n says %.4g"
                .formatted(device.positions(), sequences.tokens())),
        new Finding(textbook(m, sequences), used, NEAR, missing(device)));
  }

  private static String missing(DeviceUse device) {
    double used = device.usedBytes();
    return "keys and values alone are counted: weights are %s of what is used, working memory %s"
        .formatted(
            Share.percent(device.weightBytes() / used),
            Share.percent(device.scratchBytes() / used));
  }
}
