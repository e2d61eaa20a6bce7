package dev.nibble.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A file of the bad-gguf set, as its README describes it.
 *
 * @param name the file's name
 * @param verdict what a loader must make of it
 * @param defect what is wrong with it, in words
 * @param sha256 of the file, in hex
 * @param parts what it is made of
 */
record ConformanceFile(String name, Verdict verdict, String defect, String sha256, JsonNode parts) {

  /** What a loader must make of a file. */
  enum Verdict {
    ACCEPT,
    REJECT,
    EITHER
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The sound file that the others are made of. */
  static byte[] control() {
    return resource("bad-gguf/control.gguf");
  }

  /** The files whose parts are a part of the repository. */
  static List<ConformanceFile> bundled() {
    return parse(new String(resource("bad-gguf/files.jsonl"), UTF_8));
  }

  /** The files of a manifest, one line each. */
  static List<ConformanceFile> parse(String manifest) {
    return manifest.lines().map(ConformanceFile::parseLine).toList();
  }

  /** The bytes that the parts make. */
  byte[] bytes() {
    byte[] control = control();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (JsonNode part : parts) {
      if (part.isTextual()) {
        out.writeBytes(HexFormat.of().parseHex(part.asText()));
      } else {
        int from = part.get(0).asInt();
        out.write(control, from, part.get(1).asInt() - from);
      }
    }
    return out.toByteArray();
  }

  private static ConformanceFile parseLine(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return new ConformanceFile(
          json.get("file").asText(),
          Verdict.valueOf(json.get("expect").asText().toUpperCase(Locale.ROOT)),
          json.get("defect").asText(),
          json.get("sha256").asText(),
          json.path("parts"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ConformanceFile.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name + ": " + defect;
  }
}
