package dev.nibble.engine.kernel.x64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.nibble.weights.Tensor;
import dev.nibble.weights.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Panels of a mapped file are those of the same tensor in memory. */
final class PanelLoaderTest {
  private static final TensorType TYPE = TensorType.Q8_0;

  /** Three pieces, of which the last one ends within a panel. */
  private static final long ROWS = 1000;

  private static final long COLUMNS = 2048;

  /** Where tensors begin in files, by no whole page. */
  private static final int OFFSET = 352;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "process_vm_readv", "madvise"})
  void aMappedFileBecomesTheSamePanelsWhateverTheSystemRefuses(String refused) throws IOException {
    AssembledCode code = CodeHere.require();
    byte[] bytes = new byte[OFFSET + Math.toIntExact(ROWS * TYPE.rowBytes(COLUMNS))];
    new SplittableRandom(1).nextBytes(bytes);
    Path path = Files.write(folder.resolve("weights"), bytes);
    Packer packer = code.packer(WeightForm.of(TYPE).orElseThrow());
    try (Arena arena = Arena.ofShared();
        AssembledKernels kernels = new AssembledKernels(code, 2, true, false);
        PanelMemory memory = new PanelMemory(new SystemCalls(List.of(refused)));
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.length, arena);
      MemorySegment plain = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
      MemorySegment expected =
          new PanelLoader(memory, false, 2).load(tensor(plain), packer, kernels);
      MemorySegment panels = new PanelLoader(memory, true, 2).load(tensor(file), packer, kernels);
      assertEquals(-1, panels.mismatch(expected));
    }
  }

  private static Tensor tensor(MemorySegment file) {
    return new Tensor("w", TYPE, List.of(COLUMNS, ROWS), file.asSlice(OFFSET), 0);
  }
}
