package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeviceMemoryLimitTest {
  @ParameterizedTest
  @CsvSource({
    "4GB, 4294967296",
    "512MB, 536870912",
    "1KB, 1024",
    "100B, 100",
    "100, 100",
    "much, 9223372036854775807",
    "B, 9223372036854775807"
  })
  void sizesAreReadAsTornadoVmDoes(String text, long bytes) {
    assertEquals(bytes, DeviceMemoryLimit.parse(text));
  }
}
