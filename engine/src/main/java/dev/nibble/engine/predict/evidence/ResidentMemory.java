package dev.nibble.engine.predict.evidence;

import dev.nibble.engine.Engine;
import dev.nibble.engine.EngineOptions;
import dev.nibble.engine.architecture.ModelTensors;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Main memory: the weights of layers beyond the budget are dropped behind each use and read from
 * the disk again. The model is a copy of the file, since pages that another mapping uses stay, and
 * its kernels are such that read the file: weights that these have copied would not be missed.
 */
final class ResidentMemory implements CutMemory {
  private final Engine engine;
  private final ResidentPages pages;
  private final LayerRelease release;
  private final String fileSystem;

  private ResidentMemory(
      Engine engine, ResidentPages pages, LayerRelease release, String fileSystem) {
    this.engine = engine;
    this.pages = pages;
    this.release = release;
    this.fileSystem = fileSystem;
  }

  /**
   * Loads a copy of a model.
   *
   * @param file the model
   * @param options how it is run
   * @throws IOException if the model cannot be read
   */
  static Opening open(Path file, EngineOptions options) throws IOException {
    return switch (PageCalls.find()) {
      case PageCalls.Access.Denied(String reason) -> new Opening.Closed(reason);
      case PageCalls.Access.Granted(PageCalls calls) ->
          switch (DroppableFolder.find(calls, DroppableFolder.candidates(), Files.size(file))) {
            case DroppableFolder.Search.None(String reason) -> new Opening.Closed(reason);
            case DroppableFolder.Search.Found(Path folder, String fileSystem) ->
                open(file, options, calls, folder, fileSystem);
          };
    };
  }

  private static Opening open(
      Path file, EngineOptions options, PageCalls calls, Path folder, String fileSystem) {
    try {
      return new Opening.Open(copy(file, options, calls, folder, fileSystem));
    } catch (IOException | IllegalStateException e) {
      return new Opening.Closed(
          "a copy of the model in %s cannot be used: %s".formatted(folder, e.getMessage()));
    }
  }

  /** The copy has no name as soon as it is open, so that nothing is left of it whatever happens. */
  private static ResidentMemory copy(
      Path file, EngineOptions options, PageCalls calls, Path folder, String fileSystem)
      throws IOException {
    Path copy = Files.createTempFile(folder, "nibble-fallback", ".gguf");
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
        channel.force(true); // what the disk does not have yet cannot be dropped
      }
      return load(copy, options, new ResidentPages(calls, copy), fileSystem);
    } finally {
      Files.delete(copy);
    }
  }

  private static ResidentMemory load(
      Path copy, EngineOptions options, ResidentPages pages, String fileSystem) throws IOException {
    AtomicReference<LayerRelease> release = new AtomicReference<>();
    try {
      Engine engine =
          Engine.loadInPlace(
              copy,
              options,
              (ModelTensors tensors) -> {
                release.set(new LayerRelease(new ModelParts(tensors, pages.pageBytes()), pages));
                return release.get();
              });
      return new ResidentMemory(engine, pages, release.get(), fileSystem);
    } catch (Throwable e) {
      pages.close();
      throw e;
    }
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public FallbackRun.Level level() {
    return FallbackRun.Level.RESIDENT;
  }

  @Override
  public String place() {
    return ("resident memory for the weights that a token needs, read there by %s kernels; those of"
            + " layers beyond the budget are dropped behind each use and read from the disk (%s)"
            + " again")
        .formatted(engine.kernels(), fileSystem);
  }

  @Override
  public long requiredBytes() {
    return release.parts().bytes(release.parts().count());
  }

  @Override
  public void limit(long bytes) {
    release.hold(release.parts().fitting(bytes));
  }

  @Override
  public int settlingPasses() {
    return 1;
  }

  @Override
  public long heldBytes() {
    return release.heldBytes();
  }

  @Override
  public OptionalLong droppedBytes() {
    return OptionalLong.of(release.droppedBytes());
  }

  @Override
  public void close() {
    engine.close();
    pages.close();
  }
}
