package dev.nibble.engine.kernel.x64;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of the table of encodings.
 *
 * @param prefix what encoding is asked for: {@code evex}, {@code vex}, or anything else for both
 * @param text the instruction
 * @param bytes the code in hexadecimal digits
 */
record Encoding(String prefix, String text, String bytes) {
  private static final Pattern LINE =
      Pattern.compile("(?:\\{(?<prefix>\\w+)} )?(?<text>.+) \\| (?<bytes>[0-9a-f]+)");

  /** The table. */
  static List<Encoding> all() {
    try (var in = Encoding.class.getResourceAsStream("encodings.txt")) {
      String table = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return table.lines().filter(line -> !line.startsWith("#")).map(Encoding::parse).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Encoding parse(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(line);
    }
    String prefix = matcher.group("prefix");
    return new Encoding(
        prefix == null ? "" : prefix, matcher.group("text"), matcher.group("bytes"));
  }

  boolean isEvex() {
    return prefix.equals("evex");
  }

  boolean isVex() {
    return prefix.equals("vex");
  }

  /** The bytes that an assembler makes of it. */
  String assemble(Assembler asm) {
    instruction().assemble(asm);
    return HexFormat.of().formatHex(asm.code());
  }

  Instruction instruction() {
    return Instruction.parse(text);
  }
}
