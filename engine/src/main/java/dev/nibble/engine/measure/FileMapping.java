package dev.nibble.engine.measure;

/**
 * A file in the address space of this process.
 *
 * @param mappedBytes addresses that it takes, whole pages
 * @param residentBytes what of it this process has in memory
 */
public record FileMapping(long mappedBytes, long residentBytes) {
  /** A file that is not mapped. */
  public static final FileMapping NONE = new FileMapping(0, 0);

  /**
   * What came after an earlier look.
   *
   * @param earlier what was mapped then
   */
  public FileMapping since(FileMapping earlier) {
    return new FileMapping(
        mappedBytes - earlier.mappedBytes, residentBytes - earlier.residentBytes);
  }
}
