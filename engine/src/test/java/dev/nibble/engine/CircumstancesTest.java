package dev.nibble.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.SlowPath;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What slows a model down where it is loaded. */
final class CircumstancesTest {
  private static void assertSlow(SlowPath path, Check check) {
    assertEquals(path, assertInstanceOf(Check.Slow.class, check).path());
  }

  private static void assertPassed(Check check) {
    assertInstanceOf(Check.Passed.class, check);
  }

  @Test
  @DisplayName("more threads than cores")
  void threads() {
    assertSlow(SlowPath.THREADS, Circumstances.threads(3, 2));
    assertPassed(Circumstances.threads(2, 2));
    assertPassed(Circumstances.threads(1, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"})
  @DisplayName("weights on another machine's disk")
  void network(String type) {
    assertSlow(SlowPath.NETWORKED_WEIGHTS, Circumstances.fileSystem(type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ext4", "xfs", "tmpfs", "apfs", "NTFS", "overlay"})
  @DisplayName("but not on this one's")
  void local(String type) {
    assertPassed(Circumstances.fileSystem(type));
  }

  @Test
  @DisplayName("an engine remembers what it is slowed down by")
  void engine() throws IOException {
    EngineOptions tooMany = EngineOptions.defaults().withThreads(100);
    try (Engine engine = Engine.load(TestModels.bundled(), tooMany)) {
      assertTrue(
          engine.slowPaths().stream().anyMatch(slow -> slow.path() == SlowPath.THREADS),
          engine.slowPaths().toString());
    }
  }
}
