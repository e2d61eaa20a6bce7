package dev.nibble.engine.measure;

/**
 * One thing that was looked at, for reports.
 *
 * @param name what was looked at: {@code C2}, {@code vector width}
 * @param passed whether it is as it should be
 * @param found what was found
 * @param remedy what to do where it did not pass; empty where it did
 */
public record Check(String name, boolean passed, String found, String remedy) {

  /**
   * A check that passed.
   *
   * @param name what was looked at
   * @param found what was found
   * @return the check
   */
  public static Check passed(String name, String found) {
    return new Check(name, true, found, "");
  }

  /**
   * A check that did not pass.
   *
   * @param name what was looked at
   * @param found what was found
   * @param remedy what to do
   * @return the check
   */
  public static Check failed(String name, String found, String remedy) {
    return new Check(name, false, found, remedy);
  }
}
