package dev.nibble.engine;

import dev.nibble.engine.measure.Check;
import dev.nibble.engine.measure.Processor;
import dev.nibble.engine.measure.SlowPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a model meets where it is loaded: the cores under its threads, the disk under its file. */
final class Circumstances {
  /** The names that Linux and macOS have for file systems whose disks are elsewhere. */
  private static final Set<String> NETWORKS =
      Set.of(
          "9p",
          "afpfs",
          "afs",
          "ceph",
          "cifs",
          "fuse.glusterfs",
          "fuse.rclone",
          "fuse.s3fs",
          "fuse.sshfs",
          "lustre",
          "nfs",
          "nfs4",
          "smb2",
          "smb3",
          "smbfs",
          "webdav");

  private Circumstances() {}

  /** A check each of threads, page cache and file system. */
  static List<Check> of(PageCache cache, int threads) {
    return List.of(
        threads(threads, Processor.usableCores()),
        cache.check(),
        fileSystem(type(cache.file().path())));
  }

  static Check threads(int threads, int cores) {
    String found = threads + " on " + cores + (cores == 1 ? " core" : " cores");
    return threads <= cores
        ? new Check.Passed(SlowPath.THREADS.title(), found)
        : new Check.Slow(
            SlowPath.THREADS,
            "threads: " + found,
            "leave -t out, or give it " + cores + " at most");
  }

  static Check fileSystem(String type) {
    return NETWORKS.contains(type)
        ? new Check.Slow(
            SlowPath.NETWORKED_WEIGHTS,
            "the weights are on a network, " + type,
            "copy the file to a disk of this machine")
        : new Check.Passed(SlowPath.NETWORKED_WEIGHTS.title(), type);
  }

  private static String type(Path file) {
    try {
      return Files.getFileStore(file).type();
    } catch (IOException _) {
      return "unknown";
    }
  }
}
