package dev.nibble.engine.kernel.x64;

import dev.nibble.engine.kernel.Kernels;
import dev.nibble.engine.kernel.Workspace;
import dev.nibble.weights.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;

/**
 * Packs the weights of tensors, a piece of their rows a worker. Of a mapped file no more than these
 * pieces is in memory twice.
 */
final class PanelLoader {
  /**
   * Bytes of the file in a piece. Letting go of less costs more than reading it: 1.3 GB/s a core at
   * 128 KiB, 9 from 512 on (AMD EPYC Zen 5, Linux 6.18 as a guest, 2026-11-27).
   */
  private static final long PIECE_BYTES = 1 << 20;

  private final PanelMemory memory;
  private final boolean mapped;
  private final Workspace[] workspaces;

  /**
   * Prepares for tensors of one kind of memory.
   *
   * @param memory where panels go
   * @param mapped whether tensors are views of a mapped file
   * @param workers how many work on a tensor
   */
  PanelLoader(PanelMemory memory, boolean mapped, int workers) {
    this.memory = memory;
    this.mapped = mapped;
    workspaces = Stream.generate(Workspace::new).limit(workers).toArray(Workspace[]::new);
  }

  /**
   * Packs a tensor.
   *
   * @param tensor the weights
   * @param packer packs their form
   * @param kernels have the workers
   * @return the panels
   */
  MemorySegment load(Tensor tensor, Packer packer, Kernels kernels) {
    int rows = Math.toIntExact(tensor.rows());
    int columns = Math.toIntExact(tensor.columns());
    long rowBytes = tensor.type().rowBytes(columns);
    long panelBytes = packer.form().panelBytes(columns);
    int count = Panel.count(rows);
    int perPiece = Math.clamp(PIECE_BYTES / (rowBytes * Panel.ROWS), 1, count);
    MemorySegment panels = memory.allocate(count * panelBytes);
    kernels.each(
        Math.ceilDiv(count, perPiece),
        (piece, worker) -> {
          int first = piece * perPiece;
          int pieceRows = Math.min(perPiece * Panel.ROWS, rows - first * Panel.ROWS);
          MemorySegment view =
              tensor.data().asSlice(rowBytes * Panel.ROWS * first, pieceRows * rowBytes);
          MemorySegment data = mapped ? copy(view, worker) : view;
          for (int panel = 0; panel < Panel.count(pieceRows); panel++) {
            long at = (first + panel) * panelBytes;
            packer.pack(data, panel * Panel.ROWS, pieceRows, columns, panels, at);
          }
        });
    if (mapped) {
      memory.release(tensor.data());
    }
    return panels;
  }

  private MemorySegment copy(MemorySegment view, int worker) {
    MemorySegment copy = workspaces[worker].memory(view.byteSize()).asSlice(0, view.byteSize());
    memory.copy(view, copy);
    memory.release(view);
    return copy;
  }
}
