package dev.nibble.engine.predict;

import dev.nibble.engine.predict.evidence.ModelFacts;
import java.util.List;

/**
 * What it takes to train a model in mixed precision with Adam: weights and gradients in 16 bits,
 * and of each weight a copy, its momentum and its variance in 32 bits (Rajbhandari et al., "ZeRO",
 * 2020, section 3.1). Nothing here is measured: Nibble trains no model.
 */
final class TrainingMemory {
  private static final String BYTES = "bytes";

  private TrainingMemory() {}

  /**
   * All of it.
   *
   * @param m the model
   * @param batch B
   * @param context S
   */
  static List<Prediction> of(ModelFacts m, int batch, int context) {
    Prediction activations = activations(m, batch, context);
    double p = (double) m.parameters();
    return List.of(
        ofParameters("training, weights", "2 P", 2, m),
        ofParameters("training, gradients", "2 P", 2, m),
        ofParameters("training, optimizer states", "(4 + 4 + 4) P", 12, m),
        activations,
        new Prediction(
            "training, memory",
            "16 P + A",
            List.of(
                Input.of("P", "parameters", p),
                new Input("A", "activations", activations.value(), BYTES)),
            16 * p + activations.value(),
            BYTES),
        new Prediction(
            "training, FLOPs of a token",
            "6 P",
            List.of(Input.of("P", "parameters", p)),
            6 * p,
            "FLOP"));
  }

  private static Prediction ofParameters(String name, String formula, int bytes, ModelFacts m) {
    return new Prediction(
        name,
        formula,
        List.of(Input.of("P", "parameters", (double) m.parameters())),
        (double) bytes * m.parameters(),
        BYTES);
  }

  /**
   * Activations in 16 bits that are kept for the way back, without recomputation, of a network four
   * times as wide as the model without a gate (Korthikanti et al., "Reducing Activation
   * Recomputation in Large Transformer Models", 2022, equation 1).
   */
  private static Prediction activations(ModelFacts m, int batch, int context) {
    double ofLayer =
        (double) context * batch * m.width() * (34 + 5.0 * m.heads() * context / m.width());
    return new Prediction(
        "training, activations",
        "A = L S B d (34 + 5 h S / d)",
        List.of(
            Input.of("L", "layers", m.layers()),
            new Input("S", "length of a sequence", context, "tokens"),
            Input.of("B", "sequences", batch),
            Input.of("d", "model width", m.width()),
            Input.of("h", "query heads", m.heads())),
        m.layers() * ofLayer,
        BYTES);
  }
}
