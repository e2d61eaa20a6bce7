package dev.nibble.weights;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * SHA-256 over a file's size and the CRC-32C of its header and of samples of each tensor: {@value
 * #SAMPLES} stretches of {@value #SAMPLE_BYTES} bytes, evenly spread from its first byte to its
 * last, or all of a small one.
 *
 * <p>Two trainings of one model have equal headers, but move all weights of a tensor, or the rows
 * of some tokens: samples of every tensor see the first, and those at its ends the tokens that were
 * added. Reading all weights instead would take seconds for gigabytes. A few weights that were
 * changed by hand, between the samples, are not seen.
 *
 * <p>In a young process SHA-256 is interpreted, a second for a large vocabulary; CRC-32C never is.
 */
final class Fingerprint {
  private static final int SAMPLES = 8;
  private static final int SAMPLE_BYTES = 512;

  /** A buffer over a segment cannot be longer than an int counts. */
  private static final int PIECE_BYTES = 1 << 20;

  private final MessageDigest digest;
  private final CRC32C checksum = new CRC32C();

  private Fingerprint(MessageDigest digest) {
    this.digest = digest;
  }

  /**
   * The digest of a file.
   *
   * @param file all of its bytes
   * @param header what they begin with
   * @return 64 hexadecimal digits
   */
  static String of(MemorySegment file, GgufHeader header) {
    try {
      Fingerprint fingerprint = new Fingerprint(MessageDigest.getInstance("SHA-256"));
      fingerprint.add(file.byteSize());
      fingerprint.sum(file.asSlice(0, header.bytes()));
      fingerprint.addSum();
      for (Tensor tensor : header.tensors().values()) {
        fingerprint.sumSamples(tensor.data());
        fingerprint.addSum();
      }
      return HexFormat.of().formatHex(fingerprint.digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256, this one has not", e);
    }
  }

  private void add(long number) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  private void addSum() {
    add(checksum.getValue());
    checksum.reset();
  }

  private void sum(MemorySegment bytes) {
    for (long from = 0; from < bytes.byteSize(); from += PIECE_BYTES) {
      long count = Math.min(PIECE_BYTES, bytes.byteSize() - from);
      checksum.update(bytes.asSlice(from, count).asByteBuffer());
    }
  }

  private void sumSamples(MemorySegment data) {
    if (data.byteSize() <= SAMPLES * SAMPLE_BYTES) {
      sum(data);
      return;
    }
    long last = data.byteSize() - SAMPLE_BYTES;
    for (int i = 0; i < SAMPLES; i++) {
      sum(data.asSlice(last * i / (SAMPLES - 1), SAMPLE_BYTES));
    }
  }
}
