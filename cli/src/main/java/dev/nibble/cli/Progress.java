package dev.nibble.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that says how far a command is and how long it will take, while a person watches. */
final class Progress implements AutoCloseable {
  /** A terminal is this wide at least; Java cannot ask. */
  private static final int COLUMNS = 79;

  private static final int UPDATE_MILLIS = 100;

  private final ProgressLine line;
  private final ProgressBar bar;

  /**
   * Shows an empty bar.
   *
   * @param terminal where to
   * @param task what is done
   * @param unit what is counted
   */
  Progress(PrintWriter terminal, String task, String unit) {
    this(terminal, task, unit, 1);
  }

  /**
   * Shows an empty bar that counts in thousands, millions or the like.
   *
   * @param terminal where to
   * @param task what is done
   * @param unit what is counted
   * @param unitSize how many are one of it
   */
  Progress(PrintWriter terminal, String task, String unit, long unitSize) {
    line = new ProgressLine(terminal);
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" " + unit, unitSize)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(UPDATE_MILLIS)
            .setConsumer(new DelegatingProgressBarConsumer(line::show, COLUMNS))
            .build();
  }

  /**
   * Shows how far the command is.
   *
   * @param done what is done of the total
   * @param total all that there is to do
   * @param remark what else a person wants to see
   */
  void show(long done, long total, String remark) {
    bar.maxHint(total);
    bar.stepTo(done);
    bar.setExtraMessage(remark);
  }

  /** Leaves no trace of the bar. */
  @Override
  public void close() {
    bar.close();
    line.close();
  }
}
