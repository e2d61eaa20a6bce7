package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Speeds by hand: tokens, milliseconds and what is where. */
final class FallbackFadeTest {
  private static final long MILLI = 1_000_000;

  private final FallbackFade fade = new FallbackFade();

  private static OffloadMeters meters(
      FallbackFade fade, int plannedFirst, int first, long required, long budget) {
    return new OffloadMeters(
        "host:0",
        5,
        plannedFirst,
        first,
        false,
        false,
        required,
        budget,
        0,
        0,
        0,
        fade.optimal(),
        fade.fallen(),
        fade.present());
  }

  @Test
  void nothingIsKnownBeforeAPassHasEnded() {
    assertEquals(OptionalDouble.empty(), fade.optimal());
    assertEquals(OptionalDouble.empty(), fade.fallen());
    assertEquals(OptionalDouble.empty(), fade.present());
    assertEquals(OptionalDouble.empty(), meters(fade, 0, 2, 10, 5).alpha());
  }

  @Test
  void eachSpeedIsThatOfThePassesThatBelongToIt() {
    fade.count(1, 2 * MILLI, 5, 5);
    fade.count(3, 2 * MILLI, 5, 5);
    fade.change();
    fade.count(2, 4 * MILLI, 3, 5);
    fade.change();
    fade.count(1, 10 * MILLI, 0, 5);
    fade.count(1, 30 * MILLI, 0, 5);
    assertEquals(1000, fade.optimal().orElseThrow(), 1e-9);
    assertEquals(50, fade.fallen().orElseThrow(), 1e-9);
    assertEquals(50, fade.present().orElseThrow(), 1e-9);
    fade.change();
    assertEquals(OptionalDouble.empty(), fade.present());
    fade.count(2, 4 * MILLI, 3, 5);
    assertEquals(500, fade.present().orElseThrow(), 1e-9);
  }

  @Test
  void alphaIsThePresentSpeedInUnitsOfTheCpusWhereSomethingFellBack() {
    fade.count(1, 10 * MILLI, 0, 5);
    fade.change();
    fade.count(1, 4 * MILLI, 3, 5);
    assertEquals(2.5, meters(fade, 0, 2, 10, 5).alpha().orElseThrow(), 1e-9);
    assertEquals(2.5, meters(fade, 0, 2, 5, 10).alpha().orElseThrow(), 1e-9);
    assertEquals(OptionalDouble.empty(), meters(fade, 2, 2, 10, 10).alpha());
  }

  @Test
  void withNothingOnTheDeviceAlphaIsOne() {
    fade.count(1, 10 * MILLI, 0, 5);
    assertEquals(1, meters(fade, 0, 5, 10, 5).alpha().orElseThrow(), 1e-9);
  }
}
