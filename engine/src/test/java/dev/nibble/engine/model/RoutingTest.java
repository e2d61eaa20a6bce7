package dev.nibble.engine.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RoutingTest {
  /** The tokens of a batch that take an expert. */
  private static int[] tokensOf(Routing routing, int expert, int tokens, int used) {
    int[] places = new int[tokens * used];
    int count = routing.placesOf(expert, tokens, places);
    return Arrays.stream(places, 0, count).map(routing::token).toArray();
  }

  @Test
  @DisplayName("each token of a batch takes its own best experts")
  void eachTokenChoosesForItself() {
    Routing routing = new Routing(4, 2, true);
    routing.choose(new float[] {0, 3, 1, 2, 5, 1, 4, 0, 1, 2, 0, 3}, 3);

    assertArrayEquals(new int[] {1}, tokensOf(routing, 0, 3, 2));
    assertArrayEquals(new int[] {0, 2}, tokensOf(routing, 1, 3, 2));
    assertArrayEquals(new int[] {1}, tokensOf(routing, 2, 3, 2));
    assertArrayEquals(new int[] {0, 2}, tokensOf(routing, 3, 3, 2));
  }

  @Test
  @DisplayName("weights are the softmax over all experts, or over the chosen ones alone")
  void weights() {
    double e2 = Math.exp(2);
    double e1 = Math.exp(1);

    Routing overAll = new Routing(3, 2, false);
    overAll.choose(new float[] {1, 0, 2}, 1);
    assertEquals(e2 / (e2 + e1 + 1), overAll.weight(0), 1e-6);
    assertEquals(e1 / (e2 + e1 + 1), overAll.weight(1), 1e-6);

    Routing overChosen = new Routing(3, 2, true);
    overChosen.choose(new float[] {1, 0, 2}, 1);
    assertEquals(e2 / (e2 + e1), overChosen.weight(0), 1e-6);
    assertEquals(e1 / (e2 + e1), overChosen.weight(1), 1e-6);
  }

  @Test
  @DisplayName("of equal experts the first is taken, and none twice")
  void ties() {
    Routing routing = new Routing(3, 2, true);
    routing.choose(new float[] {1, 1, 1}, 1);

    assertArrayEquals(new int[] {0}, tokensOf(routing, 0, 1, 2));
    assertArrayEquals(new int[] {0}, tokensOf(routing, 1, 1, 2));
    assertArrayEquals(new int[] {}, tokensOf(routing, 2, 1, 2));
  }
}
