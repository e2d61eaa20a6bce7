import dev.nibble.engine.Engine;
import dev.nibble.engine.Generation;
import dev.nibble.engine.GenerationRequest;
import dev.nibble.engine.Session;
import dev.nibble.engine.TextListener;
import dev.nibble.engine.sampling.SamplingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Nibble inside a program: a text that is printed while it is made, one that is cut short, and two
 * at once.
 *
 * <pre>
 * javac --module-path JARS --add-modules dev.nibble.engine -d classes Stories.java
 * java --module-path JARS --add-modules dev.nibble.engine,jdk.incubator.vector -cp classes Stories MODEL
 * </pre>
 */
public final class Stories {
  private static final int LENGTH = 40;

  private Stories() {}

  /**
   * Tells stories.
   *
   * @param arguments a GGUF file
   * @throws IOException if it cannot be read
   * @throws InterruptedException if somebody interrupts this thread
   * @throws ExecutionException if a story failed
   */
  public static void main(String... arguments)
      throws IOException, InterruptedException, ExecutionException {
    try (Engine engine = Engine.load(Path.of(arguments[0]))) {
      stream(engine);
      cut(engine);
      together(engine);
    }
  }

  private static void stream(Engine engine) {
    GenerationRequest request =
        story("Once upon a time").withSampling(SamplingOptions.random(0.8f, 42));
    try (Session session = engine.newSession()) {
      Generation story =
          session.generate(
              request,
              piece -> {
                System.out.print(piece);
                return true;
              });
      System.out.printf(
          "%n%d tokens, %.0f a second%n",
          story.ids().size(), story.meters().decodeTokensPerSecond());
    }
  }

  private static void cut(Engine engine) {
    StringBuilder heard = new StringBuilder();
    try (Session session = engine.newSession()) {
      Generation story =
          session.generate(
              story("The dog"),
              piece -> {
                heard.append(piece);
                return heard.length() < 20;
              });
      System.out.printf("%s after %d tokens%n", story.stopReason(), story.ids().size());
    }
  }

  /** An engine may be shared by threads, a session belongs to one. */
  private static void together(Engine engine) throws InterruptedException, ExecutionException {
    List<Callable<String>> tellers = List.of(() -> tell(engine, "Tom"), () -> tell(engine, "Lily"));
    try (ExecutorService threads = Executors.newFixedThreadPool(tellers.size())) {
      for (Future<String> story : threads.invokeAll(tellers)) {
        System.out.println(story.get());
      }
    }
  }

  private static String tell(Engine engine, String hero) {
    try (Session session = engine.newSession()) {
      return hero + session.generate(story(hero), TextListener.IGNORE).text();
    }
  }

  private static GenerationRequest story(String beginning) {
    return GenerationRequest.of(beginning).withMaxTokens(LENGTH);
  }
}
