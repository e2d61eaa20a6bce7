package dev.nibble.tests;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * When the launcher starts Java with TornadoVM, and what it says where it does not. The SDK is a
 * folder that looks like one, with options that Java knows: no test needs TornadoVM.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a bash script")
class LauncherSdkTest {
  private static final String NOT_SET = "TORNADOVM_HOME is not set";

  @TempDir private Path folder;
  private LauncherHome home;
  private Path sdk;

  @BeforeEach
  void install() throws IOException {
    home = LauncherHome.install(folder.resolve("a home"));
    sdk = folder.resolve("sdk");
  }

  /** The module for TornadoVM, built after all else. */
  private Path module() throws IOException {
    Path module = home.path().resolve("tornadovm");
    Files.createDirectories(module.resolve("src/main"));
    Files.createFile(module.resolve("pom.xml"));
    Path target = Files.createDirectories(module.resolve("target"));
    Files.copy(LauncherHome.packagedJar(), target.resolve("nibble-tornadovm.jar"));
    Path built = Files.createFile(target.resolve("built"));
    Files.setLastModifiedTime(built, FileTime.from(Instant.now().plusSeconds(1)));
    return module;
  }

  /** An SDK whose options are for a place. */
  private void sdkFor(Path place) throws IOException {
    Files.createDirectories(sdk.resolve("share/java/tornado"));
    Files.createDirectories(sdk.resolve("share/java/graalJars"));
    Files.writeString(
        sdk.resolve("tornado-argfile"),
        """
        # === JVM mode ===
        -XX:+UseParallelGC
        --module-path .:%1$s/share/java/tornado
        --upgrade-module-path %1$s/share/java/graalJars
        """
            .formatted(place));
  }

  private ChildProcess nibble(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = home.script().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return home.command(command)
        .with("NIBBLE_DEBUG_LAUNCHER", "1")
        .with("TORNADOVM_HOME", sdk.toString());
  }

  /** The command that Java was started with, of a run that did its work. */
  private static String command(Finished finished) {
    assertEquals(0, finished.exitCode(), finished.err());
    return finished
        .err()
        .lines()
        .filter(line -> line.startsWith("nibble: ") && line.contains("/bin/java "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(finished.err()));
  }

  private static void assertWithout(String reason, Finished doctor) {
    assertFalse(command(doctor).contains(" @"), doctor.err());
    assertFalse(command(doctor).contains("nibble-tornadovm.jar"), doctor.err());
    assertEquals(
        List.of("ok   device         no real one: " + reason),
        doctor.out().lines().filter(line -> line.contains("no real one")).toList());
    assertEquals(
        List.of("ok   layers         the CPU computes all layers: " + reason),
        doctor.out().lines().filter(line -> line.contains(" layers ")).toList());
  }

  @Test
  void theOptionsOfAnSdkAreTakenAndDoctorSaysFromWhere() throws Exception {
    sdkFor(sdk);
    module();
    Finished doctor = nibble("doctor").run();
    String command = command(doctor);
    for (String part :
        List.of(
            " @" + sdk + "/tornado-argfile --module-path " + sdk + "/share/java/tornado ",
            " -XX:-UseParallelGC ",
            " -Dtornado.recover.bailout=False -Dtornado.max.events=64 ",
            "/nibble-cli.jar:",
            "/tornadovm/target/nibble-tornadovm.jar ")) {
      assertTrue(command.contains(part), part + " in " + command);
    }
    String file = sdk + "/tornado-argfile";
    assertTrue(doctor.out().contains("\nok   argument file  " + file + "\n"), doctor.out());
    assertTrue(doctor.out().contains("\nok   flags          @" + file + " "), doctor.out());
    assertTrue(doctor.out().lines().noneMatch(line -> line.startsWith("SLOW")), doctor.out());
  }

  @Test
  void classesAreNotCachedBesideAnSdk() throws Exception {
    sdkFor(sdk);
    module();
    for (int i = 0; i < 2; i++) {
      Finished finished =
          nibble("tokenize", "--text", "Once upon").without("NIBBLE_CLASS_CACHE").run();
      assertEquals("[403,407]\n", finished.out(), finished.err());
      assertFalse(command(finished).contains("-XX:AOTCache"), finished.err());
    }
    try (Stream<Path> files = Files.list(home.path().resolve("cli/target"))) {
      assertTrue(files.noneMatch(file -> file.toString().contains(".aot")));
    }
  }

  @Test
  void aVariableThatIsNotSetIsTheReason() throws Exception {
    module();
    assertWithout(NOT_SET, nibble("doctor").without("TORNADOVM_HOME").run());
    assertWithout(NOT_SET, nibble("doctor").with("TORNADOVM_HOME", "").run());
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    module();
    assertWithout("TORNADOVM_HOME is " + sdk + ", which is not there", nibble("doctor").run());
  }

  @Test
  void aFolderWithoutTheFileIsNamed() throws Exception {
    module();
    Files.createDirectories(sdk);
    assertWithout(
        "TORNADOVM_HOME is " + sdk + ", where there is no tornado-argfile", nibble("doctor").run());
  }

  @Test
  void aFileForAnotherPlaceIsNotTaken() throws Exception {
    module();
    sdkFor(folder.resolve("where it was built"));
    assertWithout(
        "%1$s/tornado-argfile is for another place than %1$s".formatted(sdk),
        nibble("doctor").run());
  }

  @Test
  void anotherJavaThanTheOneOfTheSdkIsNamed() throws Exception {
    module();
    sdkFor(sdk);
    Path jdk = LauncherHome.jdk(folder, "26.0.1", "java", "javac");
    assertWithout(
        "TornadoVM needs a JDK 25, and " + jdk + " is a 26",
        nibble("doctor").with("NIBBLE_JAVA_HOME", jdk.toString()).run());
  }

  @Test
  void theReasonIsSaidOnceWhereAModelIsRun() throws Exception {
    module();
    Finished text = nibble("generate", "-p", "Once", "-n", "1").run();
    assertEquals(0, text.exitCode(), text.err());
    String line =
        "nibble: gpu: none, the CPU computes all layers: TORNADOVM_HOME is "
            + sdk
            + ", which is not there";
    assertEquals(
        List.of(line), text.err().lines().filter(said -> said.startsWith("nibble: gpu")).toList());
  }

  @Test
  void theModuleIsBuiltWhereASourceOfItHasChanged() throws Exception {
    Path module = module();
    sdkFor(sdk);
    Files.setLastModifiedTime(
        module.resolve("target/built"), FileTime.from(Instant.now().minusSeconds(60)));
    home.buildWith("echo \"$@\" >>builds.txt; touch tornadovm/target/built");
    for (int i = 0; i < 2; i++) {
      assertTrue(command(nibble("tokenize", "--text", "").run()).contains("nibble-tornadovm.jar"));
    }
    List<String> builds = Files.readAllLines(home.path().resolve("builds.txt"));
    assertEquals(1, builds.size(), builds::toString);
    assertTrue(
        builds.getFirst().contains("-Ptornadovm -pl tornadovm -am package"), builds::toString);
  }

  @Test
  void aModuleThatCannotBeBuiltIsTheReasonAndNoError() throws Exception {
    Path module = module();
    sdkFor(sdk);
    Files.delete(module.resolve("target/built"));
    assertWithout("the module for TornadoVM was not built", nibble("doctor").run());
    assertFalse(Files.exists(home.lock(), NOFOLLOW_LINKS));
  }
}
