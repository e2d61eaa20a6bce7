package dev.nibble.engine.kernel.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.JavaOptions;
import dev.nibble.engine.measure.SlowPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When C2 is missing. */
final class CompilerCheckTest {
  private static Check check(String mode, String... options) {
    return CompilerCheck.check(mode, Optional.of(new JavaOptions(List.of(options))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"interpreted mode, sharing", "mixed mode, emulated-client, sharing"})
  @DisplayName("the virtual machine says that it does not compile, or only with C1")
  void modes(String mode) {
    Check.Slow slow = assertInstanceOf(Check.Slow.class, check(mode));
    assertEquals(SlowPath.COMPILER, slow.path());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "2", "3"})
  @DisplayName("a level below C2's is seen in the options alone")
  void levels(String level) {
    assertInstanceOf(Check.Slow.class, check("mixed mode", "-XX:TieredStopAtLevel=" + level));
  }

  @Test
  @DisplayName("C2's own level, other options and unknown ones do no harm")
  void passes() {
    assertInstanceOf(Check.Passed.class, check("mixed mode", "-XX:TieredStopAtLevel=4"));
    assertInstanceOf(Check.Passed.class, check("mixed mode, sharing", "-ea"));
    assertInstanceOf(Check.Passed.class, CompilerCheck.check("mixed mode", Optional.empty()));
  }
}
