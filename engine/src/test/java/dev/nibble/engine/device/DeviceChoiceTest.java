package dev.nibble.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which device options ask for, among those that there are. */
@Timeout(20)
final class DeviceChoiceTest {
  private static final Accelerator HOST = accelerator("host", true, found("host", 1));
  private static final Accelerator TWO = accelerator("two", false, found("two", 2));
  private static final Accelerator NONE =
      accelerator("none", false, () -> new Probe.Absent("install a driver"));

  private static Supplier<Probe> found(String id, int count) {
    return () ->
        new Probe.Found(
            IntStream.range(0, count)
                .mapToObj(i -> new DeviceInfo(id, i, "a device", "a driver", 1 << 20, false))
                .toList());
  }

  private static Accelerator accelerator(String id, boolean standsIn, Supplier<Probe> probe) {
    return new Accelerator() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public boolean standsIn() {
        return standsIn;
      }

      @Override
      public Probe probe() {
        return probe.get();
      }

      @Override
      public Outcome<Device> open(DeviceRequest request) {
        throw new AssertionError("a choice opens nothing");
      }
    };
  }

  private static String chosen(OffloadOptions options, Accelerator... accelerators) {
    DeviceChoice choice = DeviceChoice.of(options, List.of(accelerators));
    return assertInstanceOf(DeviceChoice.Chosen.class, choice).info().id();
  }

  private static String reason(OffloadOptions options, Accelerator... accelerators) {
    DeviceChoice choice = DeviceChoice.of(options, List.of(accelerators));
    return assertInstanceOf(DeviceChoice.None.class, choice).reason();
  }

  private static OffloadOptions options(GpuChoice choice) {
    return OffloadOptions.of(choice);
  }

  @Test
  void realDevicesAreCountedOverAllAccelerators() {
    OffloadOptions auto = options(GpuChoice.AUTO);
    Accelerator more = accelerator("more", false, found("more", 1));
    assertEquals("two:0", chosen(auto, HOST, NONE, TWO, more));
    assertEquals("two:1", chosen(auto.withDevice(1), HOST, TWO, more));
    assertEquals("more:0", chosen(auto.withDevice(2), HOST, TWO, more));
    assertEquals(
        "there is no device 3 among the 3 that were found",
        reason(auto.withDevice(3), HOST, TWO, more));
  }

  @Test
  void theCpuPlaysADeviceWhereItIsAskedForAlone() {
    assertEquals("host:0", chosen(options(GpuChoice.HOST), TWO, HOST));
    assertTrue(reason(options(GpuChoice.AUTO), HOST).contains("no accelerator for real devices"));
  }

  @Test
  void whyThereIsNoneIsSaidByEachAccelerator() {
    Accelerator another = accelerator("another", false, () -> new Probe.Absent("plug it in"));
    assertEquals(
        "none: install a driver; another: plug it in",
        reason(options(GpuChoice.REQUIRE), NONE, another));
    assertEquals("--gpu off", reason(options(GpuChoice.OFF), TWO));
    assertEquals(
        "no layer was wanted on a device", reason(options(GpuChoice.AUTO).withLayers(0), TWO));
  }

  @Test
  void whoeverStartedJavaMayHaveSaidWhyThereIsNoAccelerator() {
    System.setProperty(DeviceChoice.REASON_PROPERTY, "the variable is not set");
    try {
      assertEquals("the variable is not set", reason(options(GpuChoice.AUTO), HOST));
      assertEquals("none: install a driver", reason(options(GpuChoice.AUTO), HOST, NONE));
    } finally {
      System.clearProperty(DeviceChoice.REASON_PROPERTY);
    }
  }

  @Test
  void anAcceleratorThatThrowsHidesNoOther() {
    Accelerator broken =
        accelerator(
            "broken",
            false,
            () -> {
              throw new UnsatisfiedLinkError("libdriver.so");
            });
    assertEquals("two:0", chosen(options(GpuChoice.AUTO), broken, TWO));
    assertEquals(
        "broken: the device failed: java.lang.UnsatisfiedLinkError: libdriver.so",
        reason(options(GpuChoice.AUTO), broken));
  }

  @Test
  void anAcceleratorThatDoesNotAnswerHidesNoOther() {
    CountDownLatch never = new CountDownLatch(1);
    Accelerator hanging =
        accelerator(
            "hanging",
            false,
            () -> {
              try {
                never.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return new Probe.Absent("too late");
            });
    OffloadOptions quick = options(GpuChoice.AUTO).withDeadline(Duration.ofMillis(100));
    assertEquals("two:0", chosen(quick, hanging, TWO));
    assertEquals("hanging: the device did not answer within 0.1 s", reason(quick, hanging));
  }
}
