package dev.nibble.engine.predict.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.architecture.AttentionShape;
import dev.nibble.engine.cache.BlockTable;
import dev.nibble.engine.cache.KvPool;
import dev.nibble.engine.cache.KvShape;
import dev.nibble.engine.cache.KvType;
import dev.nibble.engine.device.GpuChoice;
import dev.nibble.engine.device.LayerNeed;
import dev.nibble.engine.device.MemoryPlan;
import dev.nibble.engine.device.OffloadOptions;
import dev.nibble.engine.measure.FileMapping;
import dev.nibble.engine.measure.JavaMemory;
import dev.nibble.engine.measure.KvMeters;
import dev.nibble.engine.measure.OffloadMeters;
import dev.nibble.engine.measure.ProcessMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Loads a model, holds sequences, and looks what that takes; then once more on a device.
 *
 * <p>What other models take that this process has loaded does not count, but for the resident size
 * of the process and the code of the compilers.
 */
public final class MemoryUseCollector {
  private final Path file;
  private final EngineOptions options;
  private final String text;

  /**
   * Prepares a look.
   *
   * @param file a GGUF file
   * @param options how to run it; whether it is on a device is of no matter
   * @param text whose first tokens each sequence has; once more from its beginning where it is
   *     shorter
   */
  public MemoryUseCollector(Path file, EngineOptions options, String text) {
    this.file = file;
    this.options = options;
    this.text = text;
  }

  /**
   * Looks.
   *
   * @param sequences how many are held
   * @param positions tokens of each
   * @return what all of it takes
   * @throws IOException if the file cannot be loaded
   * @throws IllegalArgumentException if the text has no token, or the context is shorter
   * @throws dev.nibble.engine.KvMemoryException if there is no memory for all sequences
   */
  public MemoryUse collect(int sequences, int positions) throws IOException {
    final Optional<FileMapping> mappingBefore = ProcessMemory.mapping(file);
    final long mappedBefore = JavaMemory.mappedBytes();
    final long heapBefore = JavaMemory.reachableHeapBytes();
    ProcessUse process;
    KvUse kv;
    try (Engine engine = Engine.load(file, on(GpuChoice.OFF));
        HeldSequences held = new HeldSequences(engine)) {
      final long heapLoaded = JavaMemory.reachableHeapBytes();
      held.add(sequences, LeadingTokens.of(engine.tokenizer(), text, positions));
      Optional<FileMapping> mapping =
          ProcessMemory.mapping(file).map(now -> now.since(mappingBefore.orElse(FileMapping.NONE)));
      process =
          new ProcessUse(
              mapping.map(FileMapping::mappedBytes).orElse(JavaMemory.mappedBytes() - mappedBefore),
              mapping.map(one -> OptionalLong.of(one.residentBytes())).orElse(OptionalLong.empty()),
              engine.copiedBytes(),
              heapBefore,
              heapLoaded,
              JavaMemory.reachableHeapBytes(),
              JavaMemory.committedHeapBytes(),
              engine.kvMeters().allocatedBytes(),
              JavaMemory.codeBytes(),
              ProcessMemory.residentBytes());
      kv = kv(engine, sequences, positions);
    }
    return new MemoryUse(process, kv, device(sequences, positions));
  }

  private EngineOptions on(GpuChoice device) {
    return options.withOffload(OffloadOptions.of(device));
  }

  private static KvUse kv(Engine engine, int sequences, int positions) {
    KvMeters meters = engine.kvMeters();
    return new KvUse(
        sequences,
        positions,
        KvPool.BLOCK,
        elementBytes(engine.kvType()),
        meters.used(),
        meters.usedBytes(),
        ungroupedBytes(engine, sequences, positions));
  }

  /** Bytes of a number that is stored with others of its kind. */
  private static double elementBytes(KvType type) {
    return (double) type.bytes(type.blockSize()) / type.blockSize();
  }

  private static long ungroupedBytes(Engine engine, int sequences, int positions) {
    AttentionShape shape = engine.config().layers().getFirst().attention();
    KvShape ungrouped =
        new KvShape(
            engine.config().layers().size(), shape.heads(), shape.headSize(), engine.kvType());
    List<BlockTable> tables = new ArrayList<>();
    try (KvPool pool = new KvPool(ungrouped, Long.MAX_VALUE)) {
      for (int i = 0; i < sequences; i++) {
        BlockTable table = pool.newTable(positions);
        tables.add(table);
        table.reserve(positions);
      }
      long bytes = pool.meters().usedBytes();
      tables.forEach(BlockTable::close);
      return bytes;
    }
  }

  private Optional<DeviceUse> device(int sequences, int positions) throws IOException {
    try (Engine engine = Engine.load(file, on(GpuChoice.HOST));
        HeldSequences held = new HeldSequences(engine)) {
      int[] ids = LeadingTokens.of(engine.tokenizer(), text, positions);
      held.add(sequences, ids);
      return holdsAll(engine.offloadMeters())
          ? engine.memoryPlan().map(plan -> device(engine, plan, sequences, ids))
          : Optional.empty();
    }
  }

  private static boolean holdsAll(OffloadMeters meters) {
    return meters.deviceLayers() == meters.layers() && meters.output();
  }

  private static DeviceUse device(Engine engine, MemoryPlan plan, int sequences, int... ids) {
    long layers = plan.needs().stream().mapToLong(LayerNeed::weightBytes).sum();
    return new DeviceUse(
        plan.device().id(),
        sequences,
        engine.tokenizer().decode(ids).getBytes(UTF_8).length,
        ids.length,
        KvPool.BLOCK,
        MemoryPlan.spareSlots(),
        elementBytes(engine.kvType()),
        layers + plan.outputBytes(),
        plan.scratchBytes(),
        engine.offloadMeters().usedBytes());
  }
}
