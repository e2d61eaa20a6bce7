package dev.nibble.engine.measure;

/** One thing that was looked at, for reports. */
public sealed interface Check {

  /** What was looked at: {@code C2}, {@code vector width}. */
  String name();

  /** What was found. */
  String found();

  /**
   * It is as it should be.
   *
   * @param name what was looked at
   * @param found what was found
   */
  record Passed(String name, String found) implements Check {}

  /**
   * It slows Nibble down.
   *
   * @param path the slow path that this is
   * @param found what was found
   * @param remedy what to do
   */
  record Slow(SlowPath path, String found, String remedy) implements Check {
    @Override
    public String name() {
      return path.title();
    }
  }
}
