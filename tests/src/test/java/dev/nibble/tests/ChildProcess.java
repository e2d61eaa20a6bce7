package dev.nibble.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A process to be run to its end; its outputs go through files, so that it never waits for us. */
final class ChildProcess {
  private final ProcessBuilder builder;

  ChildProcess(Path folder, String... command) {
    builder = new ProcessBuilder(command).directory(folder.toFile());
  }

  /** A Java process of the tests' own JDK and class path. */
  static ChildProcess java(
      Path folder, List<String> jvmOptions, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return new ChildProcess(folder, command.toArray(String[]::new));
  }

  ChildProcess in(Path folder) {
    builder.directory(folder.toFile());
    return this;
  }

  ChildProcess with(String variable, String value) {
    builder.environment().put(variable, value);
    return this;
  }

  ChildProcess without(String variable) {
    builder.environment().remove(variable);
    return this;
  }

  /** Runs it to its end, with an empty standard input. */
  Finished run() throws IOException, InterruptedException {
    Path out = Files.createTempFile("nibble", ".out");
    Path err = Files.createTempFile("nibble", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
      process.getOutputStream().close();
      int exitCode = process.waitFor();
      return new Finished(exitCode, Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
