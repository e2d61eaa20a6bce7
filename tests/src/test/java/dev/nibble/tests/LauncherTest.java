package dev.nibble.tests;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher, in processes of its own. It runs in a copy of the checkout whose build is a script
 * of the test: no test can start Maven.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherTest {
  @TempDir private Path folder;
  private LauncherHome home;

  @BeforeEach
  void install() throws IOException {
    home = LauncherHome.install(folder.resolve("a home"));
  }

  @Test
  void theBuildLeavesWhatTheLauncherLooksFor() {
    assertTrue(Files.exists(LauncherHome.packagedJar().resolveSibling("built")));
  }

  @Test
  void startedWithoutTheLauncherTheJarMayCallNativeCodeToo() throws IOException {
    try (JarFile jar = new JarFile(LauncherHome.packagedJar().toFile())) {
      assertEquals(
          "ALL-UNNAMED", jar.getManifest().getMainAttributes().getValue("Enable-Native-Access"));
    }
  }

  @Test
  void standardOutputHasNothingButTheResult() throws Exception {
    Finished version = home.run("--version");
    assertEquals(0, version.exitCode(), version.err());
    assertTrue(version.out().matches("nibble [0-9.]+ \\(Java \\S+\\)\n"), version.out());
    assertTrue(
        version.err().lines().allMatch(line -> line.contains("incubator modules")), version.err());
  }

  @Test
  void itIsFoundThroughLinks() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path absolute = Files.createSymbolicLink(bin.resolve("absolute"), home.script());
    Path relative = Files.createSymbolicLink(folder.resolve("relative"), Path.of("bin/absolute"));
    for (Path link : List.of(absolute, relative)) {
      Finished bundled = home.command(link.toString(), "inspect", "--check").run();
      assertEquals(0, bundled.exitCode(), bundled.err());
      assertTrue(bundled.out().contains("\"ok\":true"), bundled.out());
    }
  }

  @Test
  void itIsFoundByARelativePath() throws Exception {
    Finished version = home.command("bash", "nibble", "--version").in(home.path()).run();
    assertEquals(0, version.exitCode(), version.err());
  }

  @ParameterizedTest
  @CsvSource({
    "0, tokenize --text a",
    "1, tokenize --jsonl nowhere",
    "2, tokenize",
    "3, tokenize --text a -m nowhere",
  })
  void exitCodesPassThrough(int expected, String arguments) throws Exception {
    Finished finished = home.run(arguments.split(" "));
    assertEquals(expected, finished.exitCode(), finished.err());
  }

  @Test
  void argumentsArriveIntact() throws Exception {
    String text = " two  blanks, a * and $HOME, \"quotes\" and a\nline break ";
    Path file = Files.writeString(folder.resolve("with a blank.txt"), text);
    Finished fromArgument = home.run("generate", "--json", "-n", "0", "-p", text);
    Finished fromFile = home.run("generate", "--json", "-n", "0", "-f", file.toString());
    assertEquals(promptIds(fromFile), promptIds(fromArgument));
    assertEquals("[]\n", home.run("tokenize", "--text", "").out());
  }

  private static String promptIds(Finished generation) {
    assertEquals(0, generation.exitCode(), generation.err());
    return generation.out().replaceFirst(".*\"prompt_ids\":(\\[[0-9,]*]).*", "$1");
  }

  @Test
  void argumentsArriveIntactWithoutALocale() throws Exception {
    Finished ids =
        home.command(
                "bash",
                "-c",
                "exec \"$0\" tokenize --text \"$(printf '\\360\\237\\230\\200')\"",
                home.script().toString())
            .with("LC_ALL", "C")
            .run();
    assertEquals("[410,243,162,155,131]\n", ids.out(), ids.err());
  }

  @Test
  void standardInputMayBeClosed() throws Exception {
    Finished ids = home.shell("\"$0\" tokenize --text 'Once upon' <&-");
    assertEquals("[403,407]\n", ids.out(), ids.err());
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoError() throws Exception {
    Finished cut =
        home.shell(
            "\"$0\" generate -p Once --temperature 0 | head -c 5; echo \" ${PIPESTATUS[0]}\"");
    assertEquals(" upon 0\n", cut.out());
    assertFalse(cut.err().contains("Exception"), cut.err());
  }

  @Test
  void aFullDiskIsAnError() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    Finished full = home.shell("\"$0\" tokenize --text Once >/dev/full");
    assertEquals(1, full.exitCode());
    assertTrue(full.err().contains("nibble: cannot write the result: "), full.err());
  }

  @Test
  void theJvmTakesMoreOptions() throws Exception {
    Finished doctor =
        home.command(home.script().toString(), "doctor")
            .with("NIBBLE_JAVA_OPTS", "-Xmx96m -Dnibble.kernels=vector")
            .run();
    assertTrue(doctor.out().contains("Java's heap may take 9"), doctor.out());
    assertTrue(doctor.out().contains(" vector-"), doctor.out());
  }

  @Nested
  class Jdk {
    private Path roots;

    @BeforeEach
    void makeRoots() throws IOException {
      roots = Files.createDirectory(folder.resolve("roots"));
    }

    /** Runs with no Java but what stands in {@link #roots}. */
    private Finished version() throws Exception {
      return home.command("/bin/bash", home.script().toString(), "--version")
          .without("NIBBLE_JAVA_HOME")
          .with("PATH", LauncherHome.toolsWithoutJava(folder).toString())
          .with("NIBBLE_JDK_ROOTS", roots.toString())
          .run();
    }

    private Path jdk(String version, String... programs) throws IOException {
      return LauncherHome.jdk(roots, version, programs);
    }

    @Test
    void thatIsNotThereIsMissedWithTheListOfPlaces() throws Exception {
      Finished finished = version();
      assertEquals(1, finished.exitCode());
      assertEquals("", finished.out());
      assertAll(
          Stream.of("JDK 25", "NIBBLE_JAVA_HOME", "JAVA_HOME", "PATH", roots + "/*", "adoptium")
              .map(part -> () -> assertTrue(finished.err().contains(part), finished.err())));
    }

    @Test
    void thatWillNotDoIsNamedWithTheReason() throws Exception {
      Path old = jdk("17.0.2", "java", "javac");
      Path jre = jdk("25.0.1", "java");
      Finished finished = version();
      assertEquals(1, finished.exitCode());
      assertTrue(finished.err().contains(old + ": Java 17.0.2\n"), finished.err());
      assertTrue(
          finished.err().contains(jre + ": Java 25.0.1 without a compiler\n"), finished.err());
    }

    @Test
    void isTakenFromARootBesideOnesThatWillNotDo() throws Exception {
      jdk("17.0.2", "java", "javac");
      jdk("25.0.1", "java", "javac");
      Finished finished = version();
      assertEquals(0, finished.exitCode(), finished.err());
      assertTrue(finished.out().startsWith("nibble "), finished.out());
    }
  }

  @Nested
  class Build {
    @Test
    void runsOnceWhenASourceHasChanged() throws Exception {
      home.buildWith("echo noise; echo run >>builds.txt; touch cli/target/built");
      home.changeSource("engine/src/main/java/Changed.java");
      Finished first = home.run("tokenize", "--text", "");
      Finished second = home.run("tokenize", "--text", "");
      assertEquals("[]\n", first.out(), first.err());
      assertTrue(
          first.err().contains("building (engine/src/main/java/Changed.java changed)"),
          first.err());
      assertTrue(first.err().contains("noise"), "what the build says is on standard error");
      assertEquals("[]\n", second.out(), second.err());
      assertEquals(List.of("run"), Files.readAllLines(home.path().resolve("builds.txt")));
    }

    @Test
    void isSharedByLaunchesAtTheSameTime() throws Exception {
      home.buildWith("echo run >>builds.txt; sleep 1; touch cli/target/built");
      home.changeSource("cli/src/main/java/Changed.java");
      Finished both = home.shell("\"$0\" tokenize --text '' & \"$0\" tokenize --text ''; wait");
      assertEquals("[]\n[]\n", both.out(), both.err());
      assertEquals(List.of("run"), Files.readAllLines(home.path().resolve("builds.txt")));
    }

    @Test
    void thatFailsEndsTheLaunchAndReleasesTheLock() throws Exception {
      home.buildWith("echo broken; exit 1");
      home.changeSource("cli/pom.xml");
      Finished finished = home.run("--version");
      assertEquals(1, finished.exitCode());
      assertEquals("", finished.out());
      assertTrue(finished.err().contains("nibble: the build failed"), finished.err());
      assertFalse(Files.exists(home.lock(), NOFOLLOW_LINKS));
    }

    @Test
    void isNotBlockedByALockWhoseOwnerDied() throws Exception {
      home.buildWith("touch cli/target/built");
      home.changeSource("cli/pom.xml");
      Process dead = new ProcessBuilder("true").start();
      dead.waitFor();
      Files.createSymbolicLink(home.lock(), Path.of(Long.toString(dead.pid())));
      Finished finished = home.run("tokenize", "--text", "");
      assertEquals("[]\n", finished.out(), finished.err());
    }
  }

  @Nested
  class ClassCache {
    /** What stands in the build's folder beside what {@link LauncherHome} put there. */
    private List<Path> caches() throws IOException {
      try (Stream<Path> files = Files.list(home.path().resolve("cli/target"))) {
        return files.filter(file -> file.toString().contains(".aot")).toList();
      }
    }

    /** Waits until the cache is there and nobody is at it any more. */
    private Path awaitCache() throws Exception {
      while (!(caches().size() == 1 && caches().getFirst().toString().endsWith(".aot"))) {
        Thread.sleep(20);
      }
      return caches().getFirst();
    }

    private Finished tokenize(String jvmOptions) throws Exception {
      return home.command(home.script().toString(), "tokenize", "--text", "Once upon")
          .without("NIBBLE_CLASS_CACHE")
          .with("NIBBLE_JAVA_OPTS", jvmOptions)
          .with("NIBBLE_DEBUG_LAUNCHER", "1")
          .run();
    }

    /** Whether a launch that did its work, and said nothing of the cache, had one. */
    private static boolean usesCache(Finished finished) {
      assertEquals(0, finished.exitCode(), finished.err());
      assertEquals("[403,407]\n", finished.out(), finished.err());
      assertTrue(
          finished
              .err()
              .lines()
              .allMatch(line -> line.contains("incubator modules") || line.contains("bin/java")),
          finished.err());
      return finished.err().contains("-XX:AOTCache=");
    }

    @Test
    @Timeout(300) // making it has the lowest priority
    void isMadeBesideTheFirstRunsAndUsedUntilSomethingChanges() throws Exception {
      assertFalse(usesCache(tokenize("")));
      assertFalse(usesCache(tokenize("")), "the second run does not wait for it either");
      Path cache = awaitCache();
      assertTrue(usesCache(tokenize("")));
      assertFalse(usesCache(tokenize("-Xmx200m")), "a user's own options may not go with it");

      Files.write(cache, new byte[5000]);
      assertTrue(usesCache(tokenize("")), "Java itself leaves a damaged one out");

      Path making = Files.createDirectory(cache.resolveSibling(cache.getFileName() + ".making"));
      FileTime made = Files.getLastModifiedTime(cache);
      Files.setLastModifiedTime(
          home.path().resolve("cli/target/built"), FileTime.from(made.toInstant().plusSeconds(1)));
      assertFalse(usesCache(tokenize("")), "the build is newer");
      assertEquals(Set.of(cache, making), Set.copyOf(caches()));
      assertEquals(made, Files.getLastModifiedTime(cache), "another launch is at it");
    }

    @Test
    void isNotMissedInAFolderThatCannotBeWritten() throws Exception {
      Path target = home.path().resolve("cli/target");
      Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("r-xr-xr-x"));
      try {
        assumeFalse(Files.isWritable(target), "this user may write everywhere");
        assertFalse(usesCache(tokenize("")));
        assertEquals(List.of(), caches());
      } finally {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }

    @Test
    void isNotMissedWhereItCannotBeMade() throws Exception {
      Finished finished =
          home.command("/bin/bash", home.script().toString(), "tokenize", "--text", "Once upon")
              .without("NIBBLE_CLASS_CACHE")
              .with("PATH", LauncherHome.toolsWithoutJava(folder).toString())
              .run();
      assertFalse(usesCache(finished));
      assertTrue(
          finished.err().lines().allMatch(line -> line.contains("incubator modules")),
          finished.err());
      assertEquals(List.of(), caches());
    }
  }
}
