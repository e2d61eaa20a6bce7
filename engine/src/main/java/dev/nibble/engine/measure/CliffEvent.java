package dev.nibble.engine.measure;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A JFR event: Nibble is far slower than it could be, or than it was just now. */
@Name("dev.nibble.Cliff")
@Label("Cliff")
@Category("Nibble")
@Description("Nibble is far slower than it could be, or than it was just now")
@StackTrace(false)
public final class CliffEvent extends Event {
  private static final String FALLING_SPEED = "decode-speed";
  private static final String FALL = "tokens take more than twice as long as those before";

  @Label("Path")
  @Description("The slow path's name in meters; decode-speed where tokens became slow suddenly")
  final String path;

  @Label("Found")
  final String found;

  @Label("Remedy")
  @Description("What to do; empty where that is not known")
  final String remedy;

  @Label("Speed Before")
  @Description("Tokens a second before; no number where that was not measured")
  @TokensPerSecond
  final double speedBefore;

  @Label("Speed After")
  @Description("Tokens a second now; no number where that was not measured")
  @TokensPerSecond
  final double speedAfter;

  private CliffEvent(
      String path, String found, String remedy, double speedBefore, double speedAfter) {
    this.path = path;
    this.found = found;
    this.remedy = remedy;
    this.speedBefore = speedBefore;
    this.speedAfter = speedAfter;
  }

  /**
   * Creates the event of a slow path that was found, which is not committed yet.
   *
   * @param slow the slow path
   */
  public static CliffEvent of(Check.Slow slow) {
    return new CliffEvent(slow.path().id(), slow.found(), slow.remedy(), Double.NaN, Double.NaN);
  }

  /** Creates the event of a speed that fell, in tokens a second, which is not committed yet. */
  static CliffEvent fallen(double before, double after) {
    return new CliffEvent(FALLING_SPEED, FALL, "", before, after);
  }
}
