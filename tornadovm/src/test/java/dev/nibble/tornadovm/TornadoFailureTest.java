package dev.nibble.tornadovm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class TornadoFailureTest {
  @Test
  void aMessageIsOneLineWithoutColoursAndStacks() {
    String red = "\u001B[31m";
    String message =
        red
            + "Bailout is disabled. \nReason: "
            + red
            + "Unable to compile task layer4.norm - norm\n"
            + "The internal error is: "
            + red
            + "Error during code compilation\u001B[0m\n"
            + "Stacktrace: [tornado/uk.ac.Code.install(Code.java:613), java.base/A.b(A.java:1)]";
    assertEquals(
        "IllegalStateException: Unable to compile task layer4.norm - norm;"
            + " Error during code compilation",
        new TornadoFailure(new IllegalStateException(message)).toString());
  }

  @Test
  void aStackAloneInItsLineIsLeftOut() {
    String message = "[Internal Error] Unable to compile task a.b\n[A.b(A.java:1), C.d(C.java:2)]";
    assertEquals(
        "InternalError: [Internal Error] Unable to compile task a.b",
        new TornadoFailure(new InternalError(message)).toString());
  }

  @Test
  void whoSaysNothingIsNamed() {
    assertEquals(
        "NullPointerException: no reason given",
        new TornadoFailure(new NullPointerException()).toString());
  }
}
