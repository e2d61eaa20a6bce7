package dev.nibble.engine.measure;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A JFR event: layers moved between a device and the CPU. */
@Name("dev.nibble.Fallback")
@Label("Fallback")
@Category("Nibble")
@Description("Layers moved between a device and the CPU")
@StackTrace(false)
public final class FallbackEvent extends Event {
  @Label("Kind")
  final String kind;

  @Label("Cause")
  final String cause;

  @Label("First Layer")
  final int fromLayer;

  @Label("Layer Past the Last")
  final int toLayer;

  @Label("Output Projection")
  final boolean output;

  @Label("Position")
  @Description("Tokens of the longest sequence")
  @Tokens
  final int position;

  @Label("Required")
  @Description("R: what the planned layers would take on the device")
  @DataAmount
  final long required;

  @Label("Budget")
  @Description("G: what the device may use")
  @DataAmount
  final long budget;

  /**
   * Creates the event, which is not committed yet.
   *
   * @param kind what happened: placed, left or returned
   * @param cause why
   * @param fromLayer the first layer that moved
   * @param toLayer one past the last
   * @param output whether the output projection moved
   * @param position tokens of the longest sequence
   * @param required R in bytes
   * @param budget G in bytes
   */
  public FallbackEvent(
      String kind,
      String cause,
      int fromLayer,
      int toLayer,
      boolean output,
      int position,
      long required,
      long budget) {
    this.kind = kind;
    this.cause = cause;
    this.fromLayer = fromLayer;
    this.toLayer = toLayer;
    this.output = output;
    this.position = position;
    this.required = required;
    this.budget = budget;
  }
}
