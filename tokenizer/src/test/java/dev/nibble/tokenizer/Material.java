package dev.nibble.tokenizer;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.nibble.weights.GgufFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Finds the files that tests read: those of the repository, and those that stand beside it. */
final class Material {
  private static final Path ROOT = root();

  private Material() {}

  /** The tokenizer of the model that is a part of the repository. */
  static Tokenizer bundled() throws IOException {
    return tokenizer(ROOT.resolve("models/stories260K-pad32-f16.gguf"));
  }

  /** The tokenizer of a file, which may be packed with gzip. */
  static Tokenizer tokenizer(Path file) throws IOException {
    return read(file, Tokenizer::from);
  }

  /** What is read from the metadata of a file, which may be packed with gzip. */
  static <T> T read(Path file, VocabularyBuilder.Reader<T> reader) throws IOException {
    if (file.toString().endsWith(".gz")) {
      Path unpacked = Files.createTempFile("vocabulary", ".gguf");
      try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
        Files.copy(in, unpacked, StandardCopyOption.REPLACE_EXISTING);
        return read(unpacked, reader);
      } finally {
        Files.delete(unpacked);
      }
    }
    try (GgufFile gguf = GgufFile.open(file)) {
      return reader.read(gguf.metadata());
    }
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
