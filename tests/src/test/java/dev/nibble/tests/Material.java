package dev.nibble.tests;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the files that tests read: those of the repository, and those that stand beside it. */
final class Material {
  private static final Path ROOT = root();

  private Material() {}

  /** The model that is a part of the repository. */
  static Path bundledModel() {
    return ROOT.resolve("models/stories260K-pad32-f16.gguf");
  }

  /** The script that starts Nibble. */
  static Path launcher() {
    return ROOT.resolve("nibble");
  }

  /** The programs that show how Nibble is used. */
  static Path examples() {
    return ROOT.resolve("examples");
  }

  /** A file of the shared material; skips the test where that is absent. */
  static Path shared(String name) {
    String home = System.getProperty("nibble.shared", System.getenv("NIBBLE_SHARED"));
    Path shared = home == null ? ROOT.resolveSibling("shared") : Path.of(home);
    Path file = shared.resolve("material").resolve(name);
    if (!Files.exists(file)) {
      String reason = file + " is not here; set NIBBLE_SHARED to its home";
      System.out.println("Skipped: " + reason); // Surefire keeps reasons to its reports.
      abort(reason);
    }
    return file;
  }

  private static Path root() {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .filter(path -> Files.exists(path.resolve("mvnw")))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("run the tests inside the repository"));
  }
}
