package dev.nibble.engine.kernel.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.vector.Lanes;
import dev.nibble.engine.kernel.x64.AssembledCode.Outcome;
import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TierSelectorTest {
  private static final long LARGE = TierSelector.MIN_WEIGHTS_FOR_VECTOR;
  private static final long SMALL = LARGE - 1;
  private static final Tier BEST =
      AssembledChecks.ofThisProcess().code().isPresent() ? Tier.ASSEMBLED : Tier.VECTOR;

  private static final Outcome REFUSED = new Outcome.Refused("memory is refused", "allow it");
  private static final Outcome UNSUPPORTED = new Outcome.Unsupported("the processor is old");

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
    return TierSelector.select(forced, weights, false).tier();
  }

  @Test
  void aLargeModelGetsTheBestThereIsAndASmallOneIsNotWorthItsCompilation() {
    assertEquals(BEST, select(Optional.empty(), LARGE));
    assertEquals(Tier.SCALAR, select(Optional.empty(), SMALL));
  }

  @Test
  void besideADeviceActivationsStayFloats() {
    assertEquals(Tier.VECTOR, TierSelector.select(Optional.empty(), LARGE, true).tier());
    assertEquals(Tier.SCALAR, TierSelector.select(Optional.empty(), SMALL, true).tier());
  }

  @Test
  void weightsThatMustBeReadInPlaceAreNotCopied() {
    assertEquals(Tier.VECTOR, TierSelector.selectInPlace(Optional.empty(), LARGE).tier());
    assertEquals(Tier.SCALAR, TierSelector.selectInPlace(Optional.empty(), SMALL).tier());
    assertEquals(Tier.VECTOR, TierSelector.selectInPlace(Optional.of(BEST), SMALL).tier());
  }

  private static TierChoice select(Optional<Tier> forced, Outcome outcome) {
    return TierSelector.select(forced, LARGE, false, () -> new AssembledChecks(outcome));
  }

  @Test
  void whereCodeIsRefusedVectorsDoTheWorkAndThatIsSaidOnceWithItsRemedy() {
    TierChoice choice = select(Optional.empty(), REFUSED);
    assertEquals(Tier.VECTOR, choice.tier());
    assertEquals(
        List.of(
            new Check.Slow(
                SlowPath.ASSEMBLED, "no assembled kernels: memory is refused", "allow it")),
        choice.slow().stream().filter(one -> one.path() == SlowPath.ASSEMBLED).toList());
  }

  @Test
  void whereTheProcessorHasNoSuchCodeVectorsAreTheBestThereIs() {
    TierChoice choice = select(Optional.empty(), UNSUPPORTED);
    assertEquals(Tier.VECTOR, choice.tier());
    assertTrue(choice.slow().stream().noneMatch(one -> one.path() == SlowPath.ASSEMBLED));
  }

  @Test
  void whoWantsVectorsHearsNothingOfCodeThatIsRefused() {
    TierChoice choice = select(Optional.of(Tier.VECTOR), REFUSED);
    assertEquals(Tier.VECTOR, choice.tier());
    assertTrue(choice.slow().stream().noneMatch(one -> one.path() == SlowPath.ASSEMBLED));
  }

  @Test
  void whoDemandsCodeThatCannotRunIsToldWhyAndWhatToDo() {
    assertDemandFails(
        REFUSED,
        "the assembled kernels cannot run: no assembled kernels: memory is refused; allow it");
    assertDemandFails(
        UNSUPPORTED,
        "the assembled kernels cannot run: none: the processor is old; leave --kernels out");
  }

  private static void assertDemandFails(Outcome outcome, String message) {
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> select(Optional.of(Tier.ASSEMBLED), outcome));
    assertEquals(message, e.getMessage());
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
            IllegalArgumentException.class,
            () -> TierSelector.select(Optional.empty(), LARGE, false));
    assertTrue(e.getMessage().contains(value), e.getMessage());
  }

  @Test
  void thisProcessPassesEveryCheckButThatOfNarrowVectorsAndSaysWhatItFound() {
    List<Check> checks = TierSelector.checks();
    assertEquals(
        List.of("C2", "Vector API", "vector width", "assembled kernels", "flags"),
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
