package dev.nibble.engine.predict.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.KernelChoice;
import dev.nibble.engine.TestModels;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the bundled model's attention spreads over a story. */
final class DispersionCollectorTest {
  private static List<DispersionPoint> collect(String text, KernelChoice kernels, int context)
      throws IOException {
    EngineOptions options = EngineOptions.defaults().withKernels(kernels);
    return new DispersionCollector(TestModels.bundled(), options, text, context, 4).collect();
  }

  private static List<Integer> lengths(List<DispersionPoint> points) {
    return points.stream().map(DispersionPoint::positions).toList();
  }

  @Test
  @DisplayName("there is a point for each length, whose entropies are possible ones")
  void points() throws IOException {
    List<DispersionPoint> points = collect(Story.TEXT, KernelChoice.AUTO, 100);

    assertEquals(List.of(16, 32, 64), lengths(points));
    for (DispersionPoint point : points) {
      assertTrue(point.attention() > 0, point::toString);
      assertTrue(point.attention() < Math.log(point.positions()), point::toString);
      assertTrue(point.adapted() > 0, point::toString);
      assertTrue(point.adapted() < point.attention(), point::toString);
      assertTrue(point.output() > 0 && point.output() < Math.log(512), point::toString);
    }
  }

  @Test
  @DisplayName("scalar and vector kernels lead to the same entropies")
  void kernels() throws IOException {
    List<DispersionPoint> scalar = collect(Story.TEXT, KernelChoice.SCALAR, 32);
    List<DispersionPoint> vector = collect(Story.TEXT, KernelChoice.VECTOR, 32);

    for (int i = 0; i < 2; i++) {
      assertEquals(scalar.get(i).attention(), vector.get(i).attention(), 1e-4);
      assertEquals(scalar.get(i).output(), vector.get(i).output(), 1e-3);
    }
  }

  @Test
  @DisplayName("lengths end where the text does, and the model's context")
  void shortText() throws IOException {
    assertEquals(List.of(), collect("Once upon a time", KernelChoice.AUTO, 512));
    assertEquals(
        List.of(16),
        lengths(
            collect(
                "Once upon a time, there was a little girl named Lily.", KernelChoice.AUTO, 512)));
    assertEquals(
        List.of(16, 32, 64, 128, 256, 512),
        lengths(collect(Story.TEXT.repeat(20), KernelChoice.AUTO, 4096)));
  }
}
