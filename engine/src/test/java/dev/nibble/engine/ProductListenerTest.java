package dev.nibble.engine;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.weights.GgufFile;
import dev.nibble.weights.Tensor;
import dev.nibble.weights.format.BlockFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is shown of the bundled model, whose output is tied to the embedding. */
final class ProductListenerTest {
  private static final int[] TOKENS = {1, 403, 407, 261, 378, 432, 383};
  private static final String OUTPUT = "token_embd.weight";

  @SuppressWarnings("ArrayRecordComponent") // held by a list, never compared
  private record Product(String weights, float[] x, int tokens) {}

  /** What a session shows over {@link #TOKENS} with logits from a position on. */
  private static List<Product> shown(int firstLogits, LogitsListener logits) throws IOException {
    List<Product> products = new ArrayList<>();
    EngineOptions options = EngineOptions.defaults();
    try (Engine engine =
            Engine.load(
                TestModels.bundled(),
                options,
                (weights, x, tokens) ->
                    products.add(
                        new Product(
                            weights.name(),
                            Arrays.copyOf(x, tokens * weights.columns()),
                            tokens)));
        Session session = engine.newSession()) {
      session.logits(TOKENS, firstLogits, logits);
    }
    return products;
  }

  private static Set<String> matrices() throws IOException {
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      return file.tensors().values().stream()
          .filter(tensor -> tensor.shape().size() == 2)
          .map(Tensor::name)
          .collect(toSet());
    }
  }

  @Test
  @DisplayName("every matrix is shown once a batch, under its tensor's name, in the model's order")
  void names() throws IOException {
    List<String> names = shown(0, (_, _, _) -> {}).stream().map(Product::weights).toList();

    assertEquals(
        List.of("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
            .stream()
            .map(name -> "blk.1." + name + ".weight")
            .toList(),
        names.subList(7, 14));
    assertEquals(OUTPUT, names.getLast());
    assertEquals(matrices(), Set.copyOf(names));
    assertEquals(matrices().size(), names.size());
  }

  @Test
  @DisplayName("the output sees only the tokens whose logits are wanted, the blocks see all")
  void tokens() throws IOException {
    List<Product> products = shown(TOKENS.length - 2, (_, _, _) -> {});

    assertEquals(2, products.removeLast().tokens());
    assertEquals(Set.of(TOKENS.length), products.stream().map(Product::tokens).collect(toSet()));
  }

  @Test
  @DisplayName("weights times what is shown is what the model computed")
  void activations() throws IOException {
    List<float[]> logits = new ArrayList<>();
    Product output =
        shown(0, (_, row, from) -> logits.add(Arrays.copyOfRange(row, from, from + 512))).getLast();
    float[] weights;
    int columns;
    try (GgufFile file = GgufFile.open(TestModels.bundled())) {
      Tensor tensor = file.tensor(OUTPUT).orElseThrow();
      weights = BlockFormat.of(tensor.type()).orElseThrow().dequantize(tensor);
      columns = (int) tensor.columns();
    }
    for (int t = 0; t < TOKENS.length; t++) {
      float[] expected = new float[512];
      for (int n = 0; n < expected.length; n++) {
        double sum = 0;
        for (int k = 0; k < columns; k++) {
          sum += (double) weights[n * columns + k] * output.x()[t * columns + k];
        }
        expected[n] = (float) sum;
      }
      assertArrayEquals(expected, logits.get(t), 1e-4f, "behind token " + t);
    }
  }

  /** Scalar: sums of vector lanes may round otherwise once they are compiled. */
  @Test
  @DisplayName("no bit of a logit depends on whether anybody looks")
  void sameBits() throws IOException {
    EngineOptions options = EngineOptions.defaults().withKernels(KernelChoice.SCALAR);
    try (Engine alone = Engine.load(TestModels.bundled(), options);
        Engine watched = Engine.load(TestModels.bundled(), options, (_, _, _) -> {});
        Session one = alone.newSession();
        Session other = watched.newSession()) {
      assertEquals(alone.kernels(), watched.kernels());
      assertEquals(alone.threads(), watched.threads());
      for (int length : new int[] {1, TOKENS.length}) {
        int[] tokens = Arrays.copyOf(TOKENS, length);
        assertArrayEquals(bits(one.logits(tokens)), bits(other.logits(tokens)));
      }
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }
}
