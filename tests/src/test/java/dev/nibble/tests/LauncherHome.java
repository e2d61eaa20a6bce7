package dev.nibble.tests;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nibble.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * A folder that looks like a built checkout to the launcher: its script, the jars of this build,
 * the bundled model, and no sources.
 */
final class LauncherHome {
  /** The JDK that runs the tests. */
  static final Path JDK = Path.of(System.getProperty("java.home"));

  private final Path path;

  private LauncherHome(Path path) {
    this.path = path;
  }

  /**
   * Makes a home. Skips the test where this build has not packaged the command line, as in {@code
   * ./mvnw test}.
   */
  static LauncherHome install(Path path) throws IOException {
    Path jar = packagedJar();
    Path target = Files.createDirectories(path.resolve("cli/target"));
    Files.copy(jar, target.resolve("nibble-cli.jar"));
    Files.createFile(target.resolve("built"));
    copyFiles(jar.resolveSibling("lib"), target.resolve("lib"));
    copyFiles(Material.bundledModel().getParent(), path.resolve("models"));
    LauncherHome home = new LauncherHome(path);
    Files.copy(Material.launcher(), home.script());
    home.buildWith("echo 'no build was expected'; exit 1");
    return home;
  }

  private static void copyFiles(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** The jar of the command line as this build packaged it; skips the test where it did not. */
  static Path packagedJar() {
    Path code = Path.of(location(Main.class));
    assumeTrue(
        code.getFileName().toString().equals("nibble-cli.jar"),
        "nibble-cli.jar is not packaged: run ./mvnw verify");
    return code;
  }

  private static URI location(Class<?> type) {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A folder with the programs that the launcher calls, and no Java. */
  static Path toolsWithoutJava(Path parent) throws IOException {
    Path tools = Files.createDirectory(parent.resolve("tools"));
    for (String tool : new String[] {"find", "readlink", "sed"}) {
      Path program =
          Stream.of("/usr/bin", "/bin")
              .map(bin -> Path.of(bin, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("there is no " + tool));
      executable(tools.resolve(tool), "exec %s \"$@\"".formatted(program));
    }
    return tools;
  }

  /** Makes a folder that looks like a JDK; its programs run those of the real one. */
  static Path jdk(Path parent, String version, String... programs) throws IOException {
    Path jdk = parent.resolve("jdk-" + version);
    Path bin = Files.createDirectories(jdk.resolve("bin"));
    Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    for (String program : programs) {
      executable(
          bin.resolve(program), "exec '%s' \"$@\"".formatted(JDK.resolve("bin").resolve(program)));
    }
    return jdk;
  }

  /** Makes a script that can be run. */
  static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path path() {
    return path;
  }

  Path script() {
    return path.resolve("nibble");
  }

  Path lock() {
    return path.resolve(".nibble-build.lock");
  }

  /** Takes a script for Maven. */
  void buildWith(String script) throws IOException {
    executable(path.resolve("mvnw"), script);
  }

  /** Makes a source that is newer than the build. */
  void changeSource(String name) throws IOException {
    Path source = path.resolve(name);
    Files.createDirectories(source.getParent());
    Files.createFile(source);
    FileTime past = FileTime.from(Instant.now().minusSeconds(60));
    Files.setLastModifiedTime(path.resolve("cli/target/built"), past);
    try (Stream<Path> above = Stream.iterate(source.getParent(), Path::getParent)) {
      for (Path dir : (Iterable<Path>) above.takeWhile(p -> !p.equals(path))::iterator) {
        Files.setLastModifiedTime(dir, FileTime.from(past.toInstant().minusSeconds(1)));
      }
    }
  }

  /** Runs the launcher from a folder that is not its own. */
  Finished run(String... arguments) throws IOException, InterruptedException {
    String[] command =
        Stream.concat(Stream.of(script().toString()), Stream.of(arguments)).toArray(String[]::new);
    return command(command).run();
  }

  /** Runs a line of bash, in which {@code $0} is the launcher. */
  Finished shell(String line) throws IOException, InterruptedException {
    return command("bash", "-c", line, script().toString()).run();
  }

  /** A command in the launcher's environment: the JDK of the tests, no variable of this machine. */
  ChildProcess command(String... words) {
    return new ChildProcess(path.getParent(), words)
        .without("JAVA_HOME")
        .without("JAVA_TOOL_OPTIONS")
        .without("JDK_JAVA_OPTIONS")
        .without("NIBBLE_JAVA_OPTS")
        .without("NIBBLE_DEBUG_LAUNCHER")
        .without("NIBBLE_JDK_ROOTS")
        .without("TORNADOVM_HOME")
        .with("NIBBLE_CLASS_CACHE", "off")
        .with("NIBBLE_JAVA_HOME", JDK.toString());
  }
}
