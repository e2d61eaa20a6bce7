package dev.nibble.engine.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The last cache between the processor and its memory. */
public final class LastLevelCache {
  private static final Path CACHES = Path.of("/sys/devices/system/cpu/cpu0/cache");

  private LastLevelCache() {}

  /**
   * What it holds.
   *
   * @return bytes, or empty where the system does not tell: many virtual machines hide it
   */
  public static OptionalLong bytes() {
    return bytes(CACHES);
  }

  /**
   * What the cache of the highest level holds.
   *
   * @param caches the folder that has a folder {@code index0}, ... for each cache of a processor
   */
  static OptionalLong bytes(Path caches) {
    int highest = 0;
    long bytes = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(caches, "index*")) {
      for (Path cache : folders) {
        int level = Integer.parseInt(line(cache.resolve("level")));
        if (level > highest) {
          highest = level;
          bytes = kibibytes(line(cache.resolve("size"))) << 10;
        }
      }
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
    return highest == 0 ? OptionalLong.empty() : OptionalLong.of(bytes);
  }

  /** Linux writes {@code 32768K}. */
  private static long kibibytes(String size) {
    if (!size.endsWith("K")) {
      throw new NumberFormatException("a cache of " + size + ", expected kibibytes");
    }
    return Long.parseLong(size.substring(0, size.length() - 1));
  }

  private static String line(Path file) throws IOException {
    return Files.readString(file).strip();
  }
}
