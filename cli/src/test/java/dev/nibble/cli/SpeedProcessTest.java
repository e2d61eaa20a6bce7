package dev.nibble.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.cli.comparison.MeasuredSpeed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SpeedProcessTest {
  private static final List<String> QUICK =
      List.of("--seconds", "0", "--prefill-tokens", "8", "--decode-tokens", "4");

  @TempDir private Path folder;

  private static long children() {
    return ProcessHandle.current().children().count();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("a model is measured in a process that is gone afterwards")
  void measures() throws IOException, InterruptedException {
    final long before = children();
    MeasuredSpeed speed =
        new SpeedProcess(QUICK)
            .measure(ComparedFile.of(Material.bundledModel()), "Once upon a time");
    assertTrue(speed.prefillTokensPerSecond() > 0);
    assertTrue(speed.decodeTokensPerSecond() > 0);
    assertTrue(speed.peakMemoryBytes().orElseThrow() > 10 << 20, speed::toString);
    assertEquals(before, children());
  }

  @Test
  @DisplayName("what the process says of its failure reaches the user, with the model's name")
  void passesTheErrorOn() throws IOException {
    ComparedFile damaged = ComparedFile.of(Material.damagedModel(folder));
    SpeedFailedException e =
        assertThrows(
            SpeedFailedException.class,
            () -> new SpeedProcess(QUICK).measure(damaged, "a".repeat(1 << 20)));
    assertTrue(
        e.getMessage().startsWith("the speed of damaged.gguf could not be measured: "),
        e::getMessage);
    assertTrue(e.getMessage().contains(damaged.path() + ": byte "), e::getMessage);
    assertTrue(e.getMessage().endsWith("(--no-speed leaves this out)"), e::getMessage);
  }
}
