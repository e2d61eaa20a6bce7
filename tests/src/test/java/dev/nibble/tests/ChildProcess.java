package dev.nibble.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process to be run to its end; its outputs go through files, so that it never waits for us. */
final class ChildProcess {
  private final ProcessBuilder builder;

  ChildProcess(Path folder, String... command) {
    builder = new ProcessBuilder(command).directory(folder.toFile());
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
