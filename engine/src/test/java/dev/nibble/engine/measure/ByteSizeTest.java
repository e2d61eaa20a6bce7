package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1KiB",
    "1536, 1.5KiB",
    "574208, 560.8KiB",
    "1073741824, 1GiB",
    "5368709120, 5GiB",
    "9223372036854775807, 8388608TiB"
  })
  void sizesAreWrittenInTheLargestUnitThatFits(long bytes, String text) {
    assertEquals(text, ByteSize.format(bytes));
  }
}
