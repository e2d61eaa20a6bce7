package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "4096, 4096",
    "64B, 64",
    "64M, 67108864",
    "64mib, 67108864",
    "1.5 GB, 1610612736",
    "2T, 2199023255552"
  })
  void sizesAreReadInAnyUnit(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "M", "-1M", "12X", "1e3", "1,5G", "64 M B", "99999999T"})
  void whatIsNoSizeIsRefused(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    assertTrue(e.getMessage().startsWith("'" + text + "' is "), e.getMessage());
  }
}
