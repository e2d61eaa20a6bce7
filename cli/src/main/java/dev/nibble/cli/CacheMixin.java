package dev.nibble.cli;

import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.measure.ByteSize;
import picocli.CommandLine.Option;

/** How a command stores keys and values. */
final class CacheMixin {
  @Option(
      names = "--kv-type",
      paramLabel = "TYPE",
      defaultValue = "f32",
      description = "Store keys and values as f32, f16 or q8_0 (default: ${DEFAULT-VALUE}).")
  private KvType type;

  @Option(
      names = "--kv-memory",
      paramLabel = "SIZE",
      description =
          "What keys and values may take, such as 512M or 4G (default: a quarter of the"
              + " machine's memory).")
  private String memory;

  EngineOptions apply(EngineOptions options) {
    return options.withKvType(type).withKvMemoryBytes(memory == null ? 0 : bytes());
  }

  private long bytes() {
    long bytes = ByteSize.parse(memory);
    if (bytes == 0) {
      throw new IllegalArgumentException("--kv-memory is 0, expected more");
    }
    return bytes;
  }
}
