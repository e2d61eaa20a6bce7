package dev.nibble.engine.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "256KiB, 262144", "64MB, 64000000", "1GiB, 1073741824", "1.5GiB, 1610612736", "12, 12",
    "12B, 12", "2K, 2000", "2Ki, 2048", "1TB, 1000000000000", "' 3 MiB ', 3145728"
  })
  void sizesAreReadInBinaryAndDecimalUnits(String text, long bytes) {
    assertEquals(bytes, ByteSize.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GiB", "-1MB", "1XB", "1 000", "12iB", "1e3", "99999999999TB"})
  void whatIsNoSizeIsRefusedWithTheTextInTheMessage(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ByteSize.parse(text));
    assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1KiB",
    "1536, 1.5KiB",
    "574208, 560.8KiB",
    "1073741824, 1GiB",
    "5368709120, 5GiB"
  })
  void sizesAreWrittenInTheLargestUnitThatFits(long bytes, String text) {
    assertEquals(text, ByteSize.format(bytes));
  }

  @Test
  void whatIsWrittenCanBeReadAgain() {
    assertEquals(5L << 30, ByteSize.parse(ByteSize.format(5L << 30)));
  }
}
