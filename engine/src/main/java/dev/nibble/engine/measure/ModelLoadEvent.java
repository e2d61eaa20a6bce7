package dev.nibble.engine.measure;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A JFR event: a model was loaded, from the opening of its file to the placing of its layers. */
@Name("dev.nibble.ModelLoad")
@Label("Model Load")
@Category("Nibble")
@Description("A model was loaded, from the opening of its file to the placing of its layers")
@StackTrace(false)
public final class ModelLoadEvent extends Event {
  @Label("File")
  String file = "";

  @Label("Mapped")
  @Description("Size of the file, which is mapped as a whole")
  @DataAmount
  long mapped;

  @Label("Parameters")
  @Description("P: elements of all tensors")
  long parameters;

  @Label("Kernels")
  String kernels = "";

  @Label("Threads")
  int threads;

  @Label("Context")
  @Description("Positions that a sequence may have")
  @Tokens
  int context;

  @Label("Keys and Values")
  @Description("What keys and values are stored as")
  String kvType = "";

  @Label("Slow Paths")
  @Description("What slows this model down, separated by commas; a Cliff event tells of each")
  String slow = "";

  /** Creates the event, which begins with {@link #begin}. */
  public ModelLoadEvent() {}

  /**
   * The model is loaded: ends the event, and commits it where anybody records.
   *
   * @param path the file
   * @param mappedBytes its size
   * @param elements of all tensors
   * @param tier the kernels' name
   * @param workers threads of an operation
   * @param positions that a sequence may have
   * @param kv what keys and values are stored as
   * @param slowPaths what slows it down
   */
  public void loaded(
      Path path,
      long mappedBytes,
      long elements,
      String tier,
      int workers,
      int positions,
      String kv,
      List<Check.Slow> slowPaths) {
    end();
    if (!shouldCommit()) {
      return;
    }
    file = path.toString();
    mapped = mappedBytes;
    parameters = elements;
    kernels = tier;
    threads = workers;
    context = positions;
    kvType = kv;
    slow = String.join(",", slowPaths.stream().map(one -> one.path().id()).toList());
    commit();
  }
}
