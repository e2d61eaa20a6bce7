package dev.nibble.tests.architecture;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.Stream;

/** What llama.cpp computed with a small model. */
final class ExpectedLogits {
  /** Of the largest logit of a position. */
  private static final double TOLERANCE = 1e-3;

  private final String model;

  /** {@code [tokens][vocabulary]}. */
  private final FloatBuffer logits;

  private ExpectedLogits(String model, FloatBuffer logits) {
    this.model = model;
    this.logits = logits;
  }

  static ExpectedLogits of(RandomModel model) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(resource(model.name() + ".f32")).order(LITTLE_ENDIAN);
    return new ExpectedLogits(model.name(), bytes.asFloatBuffer());
  }

  /** The tokens that every small model was run with, more than any window holds. */
  static int[] ids() throws IOException {
    String line = new String(resource("ids.txt"), US_ASCII);
    return Stream.of(line.strip().split(" ")).mapToInt(Integer::parseInt).toArray();
  }

  /** Fails where the logits behind a token are not those of llama.cpp. */
  void requireAt(int position, float[] found, int offset) {
    double largestError = 0;
    double largestLogit = 0;
    for (int id = 0; id < SmallVocabulary.SIZE; id++) {
      float expected = logits.get(position * SmallVocabulary.SIZE + id);
      largestError = Math.max(largestError, Math.abs(found[offset + id] - expected));
      largestLogit = Math.max(largestLogit, Math.abs(expected));
    }
    double relative = largestError / largestLogit;
    assertTrue(
        relative < TOLERANCE,
        () ->
            "%s, position %d: logits differ by %.2e of the largest, at most %.0e is right"
                .formatted(model, position, relative, TOLERANCE));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ExpectedLogits.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name + ": see make-expected.sh");
      }
      return in.readAllBytes();
    }
  }
}
