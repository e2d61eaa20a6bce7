package dev.nibble.engine.kernel.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.measure.Check;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TierSelectorTest {
  private static final long LARGE = TierSelector.MIN_WEIGHTS_FOR_VECTOR;
  private static final long SMALL = LARGE - 1;

  private final String tierBefore = System.getProperty(TierSelector.TIER_PROPERTY);
  private final String widthBefore = System.getProperty(Lanes.WIDTH_PROPERTY);

  @BeforeEach
  void clearProperties() {
    System.clearProperty(TierSelector.TIER_PROPERTY);
  }

  @AfterEach
  void restoreProperties() {
    restore(TierSelector.TIER_PROPERTY, tierBefore);
    restore(Lanes.WIDTH_PROPERTY, widthBefore);
  }

  private static void restore(String key, String value) {
    if (value == null) {
      System.clearProperty(key);
    } else {
      System.setProperty(key, value);
    }
  }

  private static Tier select(Optional<Tier> forced, long weights) {
    return TierSelector.select(forced, weights).tier();
  }

  @Test
  void aLargeModelGetsVectorsAndASmallOneIsNotWorthTheirCompilation() {
    assertEquals(Tier.VECTOR, select(Optional.empty(), LARGE));
    assertEquals(Tier.SCALAR, select(Optional.empty(), SMALL));
  }

  @Test
  void theCallersWordStandsAbovePropertyAndSize() {
    System.setProperty(TierSelector.TIER_PROPERTY, "scalar");
    assertEquals(Tier.VECTOR, select(Optional.of(Tier.VECTOR), SMALL));
    assertEquals(Tier.SCALAR, select(Optional.of(Tier.SCALAR), LARGE));
  }

  @Test
  void thePropertyStandsAboveTheSize() {
    System.setProperty(TierSelector.TIER_PROPERTY, "scalar");
    assertEquals(Tier.SCALAR, select(Optional.empty(), LARGE));
    System.setProperty(TierSelector.TIER_PROPERTY, "VECTOR");
    assertEquals(Tier.VECTOR, select(Optional.empty(), SMALL));
  }

  @Test
  void propertiesThatMakeNoSenseAreRefused() {
    System.setProperty(TierSelector.TIER_PROPERTY, "quantum");
    assertRefused("quantum");
    System.clearProperty(TierSelector.TIER_PROPERTY);
    System.setProperty(Lanes.WIDTH_PROPERTY, "300");
    assertRefused("300");
  }

  private static void assertRefused(String value) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> TierSelector.select(Optional.empty(), LARGE));
    assertTrue(e.getMessage().contains(value), e.getMessage());
  }

  @Test
  void thisProcessPassesEveryCheckButThatOfNarrowVectorsAndSaysWhatItFound() {
    List<Check> checks = TierSelector.checks();
    assertEquals(
        List.of("C2", "Vector API", "vector width", "flags"),
        checks.stream().map(Check::name).toList());
    for (Check check : checks) {
      boolean narrow = check.name().equals("vector width") && Lanes.BITS < 256;
      assertEquals(narrow, check instanceof Check.Slow, check.toString());
      assertTrue(!check.found().isEmpty());
    }
  }

  @Test
  void eachTierStartsUnderItsName() {
    try (Kernels scalar = TierSelector.start(Tier.SCALAR, 1);
        Kernels vector = TierSelector.start(Tier.VECTOR, 2)) {
      assertEquals("scalar", scalar.id());
      assertEquals("vector-" + Lanes.BITS, vector.id());
      assertEquals(2, vector.threads());
    }
  }
}
