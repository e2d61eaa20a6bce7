package dev.nibble.cli;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogitsCommandTest {
  private static final int VOCABULARY = 512;

  @TempDir private Path folder;

  /** No run, good or bad, leaves a part of a file behind. */
  @AfterEach
  void noPartIsLeft() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".part")));
    }
  }

  private Cli.Result write(String tokens, Path file, String... more) {
    String[] all = Arrays.copyOf(more, more.length + 4);
    System.arraycopy(
        new String[] {"--tokens", tokens, "-o", file.toString()}, 0, all, more.length, 4);
    return Cli.run("logits", all);
  }

  private float[] logits(String tokens, String... more) throws IOException {
    Path file = folder.resolve("logits.bin");
    Cli.Result result = write(tokens, file, more).succeeds();
    assertEquals("", result.out());
    assertEquals("", result.err());
    return floats(Files.readAllBytes(file));
  }

  private static float[] floats(byte[] bytes) {
    FloatBuffer buffer = ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN).asFloatBuffer();
    float[] floats = new float[buffer.remaining()];
    buffer.get(floats);
    return floats;
  }

  @Test
  void areOneRowOfFloats() throws IOException {
    assertEquals(VOCABULARY, logits("1,403,407").length);
  }

  @Test
  void areHighestAtTheTokenThatIsGeneratedNext() throws IOException {
    float[] row = logits("1,403,407");
    int next =
        Cli.run("generate --json --temperature 0 -n 1 -p", "Once upon")
            .succeeds()
            .json()
            .at("/ids/0")
            .intValue();
    IntStream.range(0, VOCABULARY)
        .forEach(id -> assertTrue(row[id] <= row[next], () -> id + " beats " + next));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void ofAllPositionsAreThoseOfEachBeginning(String kernels) throws IOException {
    int[] tokens = {1, 403, 407, 261, 378, 432, 383};
    float[] all = logits(joined(tokens), "--all", "--kernels", kernels);
    assertEquals(tokens.length * VOCABULARY, all.length);
    for (int n = 1; n <= tokens.length; n++) {
      assertArrayEquals(
          logits(joined(Arrays.copyOf(tokens, n)), "--kernels", kernels),
          Arrays.copyOfRange(all, (n - 1) * VOCABULARY, n * VOCABULARY),
          1e-4f,
          n + " tokens");
    }
  }

  private static String joined(int... tokens) {
    return Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(","));
  }

  @Test
  void areOfExactlyTheGivenTokens() throws IOException {
    float[] withoutBeginning = logits("403");
    assertFalse(Arrays.equals(withoutBeginning, logits("1,403")));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "\"\", '' is not an int",
        "\"a,b\", 'a' is not an int",
        "\"1,,2\", '' is not an int",
        "512, token 512 is not in the vocabulary of 512",
        "\"1,-1\", token -1 is not in the vocabulary of 512",
      })
  void ofWhatIsNoTokenAreRefused(String tokens, String complaint) {
    Path file = folder.resolve("none.bin");
    write(tokens, file).fails(ExitCode.WRONG_USAGE, complaint);
    assertFalse(Files.exists(file));
  }

  @Test
  void ofTooManyTokensAreRefusedWithBothNumbers() {
    String tokens = "1,".repeat(512) + "1";
    write(tokens, folder.resolve("none.bin")).fails(ExitCode.FAILED, "513 tokens", "512 positions");
  }

  @Test
  void needTokensAndAFile() {
    Cli.run("logits --tokens 1").fails(ExitCode.WRONG_USAGE, "--output=FILE");
    Cli.run("logits -o", folder.resolve("none.bin").toString())
        .fails(ExitCode.WRONG_USAGE, "--tokens=ID");
  }

  @Test
  void goIntoAFolderThatIsThere() {
    Path missing = folder.resolve("missing");
    write("1", missing.resolve("logits.bin"))
        .fails(ExitCode.FAILED, "logits.bin cannot be written: there is no folder " + missing);
    assertFalse(Files.exists(missing));
  }

  @Test
  void doNotReplaceAFolder() {
    write("1", folder).fails(ExitCode.FAILED, folder + " is a folder, expected a file");
  }

  @Test
  void replaceAFileOnlyOnceTheyAreWhole() throws IOException {
    Path file = Files.writeString(folder.resolve("logits.bin"), "before");
    write("1,999", file).fails(ExitCode.WRONG_USAGE, "token 999");
    assertEquals("before", Files.readString(file));
    assertEquals(VOCABULARY, logits("1").length);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
  void followALink() throws IOException {
    Path file = Files.writeString(folder.resolve("target.bin"), "before");
    Path link = Files.createSymbolicLink(folder.resolve("link.bin"), file);
    write("1", link).succeeds();
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(VOCABULARY, floats(Files.readAllBytes(file)).length);
  }

  @Test
  @Timeout(20)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no named pipes among its files")
  void goThroughAPipeWithoutTakingItsPlace() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process reader = new ProcessBuilder("cat", pipe.toString()).start();
    try {
      write("1", pipe).succeeds();
      assertTrue(reader.waitFor(10, TimeUnit.SECONDS), "something came through the pipe");
      assertEquals(VOCABULARY, floats(reader.getInputStream().readAllBytes()).length);
    } finally {
      reader.destroyForcibly();
    }
    assertFalse(Files.isRegularFile(pipe));
  }
}
