package dev.nibble.tests;

import java.util.List;

/** The options that the launcher passes to Java for speed. */
final class LauncherFlags {
  static final String WITH_VECTORS = "--add-modules=jdk.incubator.vector";
  static final String KEEP_APART =
      "-XX:CompileCommand=dontinline,dev.nibble.engine.kernel.vector.*::multiplyGroups";
  static final String COMPILED_EARLY =
      "-XX:CompileCommand=CompileThresholdScaling,dev.nibble.engine.kernel.vector.*::*,0.05";

  /** All of them. */
  static final List<String> ALL =
      List.of(
          "-XX:+UseSerialGC", WITH_VECTORS, "-XX:CompileCommand=quiet", KEEP_APART, COMPILED_EARLY);

  private LauncherFlags() {}
}
