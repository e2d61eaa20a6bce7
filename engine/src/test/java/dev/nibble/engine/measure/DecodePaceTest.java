package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecodePaceTest {
  private static final long MILLISECOND = 1_000_000;

  @TempDir private Path folder;

  /** What is told where one window after the other has tokens of such a time. */
  private List<RecordedEvent> cliffs(long... windowNanos) throws IOException {
    Path file = folder.resolve("cliffs.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(CliffEvent.class);
      recording.start();
      DecodePace pace = new DecodePace();
      for (long nanos : windowNanos) {
        for (int i = 0; i < DecodePace.WINDOW; i++) {
          pace.add(nanos);
        }
      }
      recording.dump(file);
    }
    return new ArrayList<>(RecordingFile.readAllEvents(file));
  }

  @Test
  @DisplayName("tokens that become slow suddenly are told once, with both speeds")
  void falls() throws IOException {
    List<RecordedEvent> told = cliffs(10 * MILLISECOND, 25 * MILLISECOND, 25 * MILLISECOND);

    assertEquals(1, told.size());
    assertEquals("decode-speed", told.getFirst().getString("path"));
    assertEquals(100, told.getFirst().getDouble("speedBefore"), 1e-9);
    assertEquals(40, told.getFirst().getDouble("speedAfter"), 1e-9);
  }

  @Test
  @DisplayName("tokens that become slow little by little are no cliff, nor are those that recover")
  void slopes() throws IOException {
    assertEquals(List.of(), cliffs(10, 15, 25, 45, 80, 10));
    assertEquals(2, cliffs(10, 25, 10, 25).size());
  }
}
