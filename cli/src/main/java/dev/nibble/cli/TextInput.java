package dev.nibble.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file that a command reads; {@code -} is standard input. */
final class TextInput {
  private final Path path;

  TextInput(Path path) {
    this.path = path;
  }

  /** Uses the text. */
  @FunctionalInterface
  interface Use<T> {
    T apply(BufferedReader reader) throws IOException;
  }

  /** All of it. */
  String text() throws IOException {
    return read(Reader::readAllAsString);
  }

  /** Opens the text, as UTF-8, and closes it. */
  <T> T read(Use<T> use) throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a folder, expected a text file");
    }
    try (InputStream bytes = path.toString().equals("-") ? System.in : Files.newInputStream(path);
        // A decoder, unlike a charset, reports what it cannot decode.
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(bytes, UTF_8.newDecoder()))) {
      return use.apply(reader);
    } catch (CharacterCodingException e) {
      throw new IOException(path + " is not text in UTF-8", e);
    }
  }
}
