package dev.nibble.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The script that packs Nibble for machines with GPUs. SDK and JDK are folders that look like ones:
 * the runtime that is linked says how it was started.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the packer is a bash script")
class PackTest {
  private static final List<String> MODULES =
      List.of(
          "tornado-api-5.2.0-jdk25",
          "tornado-annotation-5.2.0-jdk25",
          "tornado-runtime-5.2.0-jdk25",
          "tornado-drivers-common-5.2.0-jdk25",
          "tornado-drivers-opencl-5.2.0-jdk25",
          "asm-9.9",
          "commons-math3-3.6.1",
          "snmp4j-2.8.6");

  private static final List<String> GRAAL =
      List.of("compiler-25.0.2", "truffle-compiler-25.0.2", "collections-25.0.2", "word-25.0.2");

  @TempDir private Path folder;
  private LauncherHome home;
  private Path sdk;
  private Path jdk;
  private Path out;

  @BeforeEach
  void install() throws IOException {
    home = LauncherHome.install(folder.resolve("home"));
    home.buildWith("echo \"$@\" >>builds.txt");
    Path module = Files.createDirectory(home.path().resolve("tornadovm"));
    Path original = Material.launcher().resolveSibling("tornadovm");
    copy(original.resolve("pack.sh"), module);
    Path parts = Files.createDirectory(module.resolve("pack"));
    for (String part : List.of("nibble", "README.txt", "licences.txt")) {
      copy(original.resolve("pack").resolve(part), parts);
    }
    touch(module.resolve("target/nibble-tornadovm.jar"));
    copy(Material.launcher().resolveSibling("LICENSE"), home.path());
    sdk = makeSdk();
    jdk = makeJdk("25.0.1");
    out = folder.resolve("out/nibble for opencl");
    Files.createDirectory(out.getParent());
  }

  private static void copy(Path file, Path to) throws IOException {
    Files.copy(file, to.resolve(file.getFileName()));
  }

  private static void touch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  private Path makeSdk() throws IOException {
    Path made = folder.resolve("sdk");
    for (String name : MODULES) {
      touch(made.resolve("share/java/tornado/" + name + ".jar"));
    }
    touch(made.resolve("share/java/tornado/tornado-unittests-5.2.0-jdk25.jar"));
    for (String name : GRAAL) {
      touch(made.resolve("share/java/graalJars/" + name + ".jar"));
    }
    touch(made.resolve("lib/libtornado-opencl.so"));
    touch(made.resolve("LICENSE_APACHE2"));
    Files.writeString(made.resolve("tornado-argfile"), options("opencl"));
    return made;
  }

  private String options(String drivers) {
    return """
    # === JVM mode ===
    -server
    -XX:+UseParallelGC
    -Djava.library.path=%1$s/lib

    --module-path .:%1$s/share/java/tornado
    --upgrade-module-path %1$s/share/java/graalJars
    --add-modules ALL-SYSTEM,tornado.runtime,tornado.drivers.common,tornado.drivers.%2$s
    --add-exports=jdk.graal.compiler/jdk.graal.compiler.graph=tornado.runtime
    """
        .formatted(folder.resolve("sdk"), drivers);
  }

  /** A JDK whose runtimes say which options they get. */
  private Path makeJdk(String version) throws IOException {
    Path made = LauncherHome.jdk(folder, version, "java", "javac");
    LauncherHome.executable(
        made.resolve("bin/jlink"),
        """
        mkdir -p "$2/bin"
        printf '%s\\n' '#!/bin/sh' 'printf "%s\\n" "$@"' >"$2/bin/java"
        chmod +x "$2/bin/java"
        printf '%s\\n' "$@" >"$2/options"\
        """);
    return made;
  }

  private Finished pack(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("bash", home.path().resolve("tornadovm/pack.sh").toString()));
    command.addAll(List.of(arguments));
    return home.command(command.toArray(String[]::new))
        .with("TORNADOVM_HOME", sdk.toString())
        .with("NIBBLE_JAVA_HOME", jdk.toString())
        .run();
  }

  private void assertRefused(String reason) throws Exception {
    Finished refused = pack(out.toString());
    assertEquals(1, refused.exitCode(), refused.err());
    assertTrue(refused.err().contains("pack: " + reason), refused.err());
    assertFalse(Files.exists(out), "nothing is left");
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> jars(List<String> names) {
    return names.stream().map(name -> name + ".jar").sorted().toList();
  }

  @Test
  void theFolderHasAllThatIsNeededAndNoMore() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/zip")), "no zip here");
    Finished packed = pack(out.toString());
    assertEquals(0, packed.exitCode(), packed.err());
    assertEquals("", packed.out());
    assertEquals(
        List.of("-Ptornadovm -pl cli,tornadovm -am package"),
        Files.readAllLines(home.path().resolve("builds.txt")).stream()
            .map(line -> line.replaceFirst(".*(?=-Ptornadovm)", ""))
            .toList());
    assertEquals(
        List.of(
            "README.txt",
            "java",
            "java.options",
            "lib",
            "licences",
            "models",
            "nibble",
            "tornadovm"),
        names(out));
    assertEquals(jars(MODULES), names(out.resolve("tornadovm/modules")));
    assertEquals(jars(GRAAL), names(out.resolve("tornadovm/graal")));
    assertEquals(List.of("libtornado-opencl.so"), names(out.resolve("tornadovm/native")));
    assertTrue(
        names(out.resolve("lib"))
            .containsAll(
                List.of("nibble-cli.jar", "nibble-engine-0.1.0.jar", "nibble-tornadovm.jar")));
    assertTrue(names(out.resolve("models")).contains("LICENSE"));
    assertEquals(
        List.of("README.txt", "nibble.txt", "tornadovm-LICENSE_APACHE2"),
        names(out.resolve("licences")));
    assertTrue(Files.size(Path.of(out + ".zip")) > Files.size(Material.bundledModel()) / 2);
  }

  @Test
  void whatIsPackedStartsWhereverItStands() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/zip")), "no zip here");
    assertEquals(0, pack("--backend", "opencl", out.toString()).exitCode());
    Path moved = Files.move(out, folder.resolve("moved to"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), moved.resolve("nibble"));
    Finished started =
        home.command(link.toString(), "generate", "a  b").with("NIBBLE_JAVA_OPTS", "-Xa -Xb").run();
    assertEquals(
        List.of(
            "@" + moved + "/java.options",
            "--upgrade-module-path",
            moved + "/tornadovm/graal",
            "--module-path",
            moved + "/tornadovm/modules",
            "-Djava.library.path=" + moved + "/tornadovm/native",
            "-Xa",
            "-Xb",
            "-Dnibble.home=" + moved,
            "-cp",
            moved + "/lib/*",
            "dev.nibble.cli.Main",
            "generate",
            "a  b"),
        started.out().lines().toList(),
        started.err());
    List<String> options = Files.readAllLines(moved.resolve("java.options"));
    assertEquals(
        List.of(
            "-server",
            "--add-modules"
                + " ALL-SYSTEM,tornado.runtime,tornado.drivers.common,tornado.drivers.opencl",
            "--add-exports=jdk.graal.compiler/jdk.graal.compiler.graph=tornado.runtime",
            "-Dtornado.recover.bailout=False",
            "-Dtornado.max.events=64"),
        options.subList(0, 5));
    assertTrue(
        options.containsAll(List.of(LauncherFlags.KEEP_APART, LauncherFlags.COMPILED_EARLY)),
        "the launcher's options too: " + options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                    | which folder?",
        "--backend           | --backend needs a name",
        "--backend cuda out  | the backend is cuda, expected opencl or ptx",
        "--fast out          | there is no option --fast",
        "one two             | one folder, not one and two",
      })
  void wrongUsageIsSaidWithTheHelp(String arguments, String complaint) throws Exception {
    Finished refused = pack(arguments == null ? new String[0] : arguments.split(" "));
    assertEquals(2, refused.exitCode(), refused.err());
    assertTrue(refused.err().startsWith("pack: " + complaint + "\nUsage: "), refused.err());
  }

  @Test
  void theHelpSaysHowAnSdkIsMade() throws Exception {
    Finished help = pack("--help");
    assertEquals(0, help.exitCode());
    assertTrue(help.out().contains("bin/compile --jdk jdk25 --backend ptx"), help.out());
  }

  @Test
  void whatIsThereStays() throws Exception {
    Path file = Files.createDirectory(out).resolve("mine");
    Files.createFile(file);
    Finished refused = pack(out.toString());
    assertEquals(1, refused.exitCode());
    assertTrue(refused.err().contains(out + " is there already"), refused.err());
    assertTrue(Files.exists(file));
  }

  @Test
  void anSdkThatWillNotDoIsNamedWithTheReason() throws Exception {
    Path argfile = sdk.resolve("tornado-argfile");
    Files.writeString(argfile, options("ptx"));
    assertRefused(sdk + " is for the backend ptx, expected opencl alone; see --help");
    Files.writeString(argfile, options("opencl,tornado.drivers.ptx"));
    assertRefused(sdk + " is for the backend opencl, ptx, expected opencl alone; see --help");
    Files.writeString(argfile, options("opencl") + "-Dtornado.flags=/home/me/flags\n");
    assertRefused(argfile + " has these lines about a place");
    Files.writeString(argfile, options("opencl"));

    Path jar = sdk.resolve("share/java/graalJars/compiler-25.0.2.jar");
    Path other = Files.copy(jar, jar.resolveSibling("compiler-25.0.3.jar"));
    assertRefused("2 files " + jar.resolveSibling("compiler-[0-9]*.jar") + ", expected one");
    Files.delete(jar);
    Files.delete(other);
    assertRefused("0 files " + jar.resolveSibling("compiler-[0-9]*.jar") + ", expected one");
    Files.delete(sdk.resolve("lib/libtornado-opencl.so"));
    assertRefused("there is no " + sdk + "/lib/libtornado-opencl.so");
    Files.delete(argfile);
    assertRefused("TORNADOVM_HOME is " + sdk + ", where there is no tornado-argfile");
    sdk = Path.of("");
    assertRefused("TORNADOVM_HOME is not set; see --help");
  }

  @Test
  void aJdkThatWillNotDoIsNamedWithTheReason() throws Exception {
    jdk = makeJdk("21.0.5");
    assertRefused(jdk + " is a Java 21.0.5, and TornadoVM needs a 25");
    Files.delete(jdk.resolve("bin/jlink"));
    assertRefused(jdk + " is no JDK: there is no bin/jlink");
  }

  @Test
  void aStepThatFailsLeavesNothing() throws Exception {
    LauncherHome.executable(jdk.resolve("bin/jlink"), "mkdir -p \"$2\"; exit 1");
    assertRefused("jlink failed");
    home.buildWith("exit 1");
    assertRefused("the build failed");
  }
}
