package dev.nibble.cli.live;

import static dev.nibble.cli.live.States.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LinesViewTest {
  @Test
  @DisplayName("a log gets a line in the beginning, at a change, now and then, and in the end")
  void lines() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    AtomicLong clock = new AtomicLong();
    LiveView view =
        new LinesView(
            new LiveSubject("host:0, the CPU playing a device (no real device)"),
            States.meters(2, MIB, 2 * MIB),
            new PrintWriter(out),
            new PrintWriter(err),
            () -> clock.addAndGet(2_000_000));
    view.text("Once ");
    for (int i = 0; i < LinesView.EVERY; i++) {
      view.show(States.meters(2, MIB, 2 * MIB), 5 + i);
    }
    view.changed(States.left());
    view.text("upon");
    view.show(States.meters(3, 3 * MIB, 2 * MIB), 69);
    view.close();
    assertEquals("Once upon", out.toString());
    assertEquals(
        List.of(
            "gpu: host:0, the CPU playing a device (no real device)",
            "gpu: token 0: 3 of 5 on the device, 0 fallbacks, R 1MiB, G 2MiB (50.0 %), used"
                + " 512KiB, P_opt -, P_fall -, alpha -, - tok/s",
            "gpu: token 68: 3 of 5 on the device, 0 fallbacks, R 1MiB, G 2MiB (50.0 %), used"
                + " 512KiB, P_opt -, P_fall -, alpha -, 500.0 tok/s",
            "gpu: layer 2 moved to the CPU at token 49: too much (R 3MiB, G 2MiB)",
            "gpu: token 69: 2 of 5 on the device, 1 fallback, R 3MiB, G 2MiB (150.0 %), used"
                + " 1.5MiB, P_opt -, P_fall -, alpha -, 500.0 tok/s"),
        err.toString().lines().toList());
  }
}
