package dev.nibble.cli.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A headless Chromium, spoken to by the DevTools protocol. It has no network, so that a page that
 * would fetch something says so.
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WAIT_SECONDS = 120;
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final HttpClient client;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
  private final List<String> complaints = new ArrayList<>();
  private final String session;
  private int lastId;

  /** Where a browser is; empty where there is none. */
  public static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(name ->
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the browser.
   *
   * @param executable the browser
   * @param profile an empty folder
   */
  public Browser(Path executable, Path profile) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                executable.toString(),
                "--headless",
                "--no-sandbox", // a test may be run by root
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    client = HttpClient.newHttpClient();
    socket = client.newWebSocketBuilder().buildAsync(address(), new Listener()).join();
    JsonNode target = call("", "Target.createTarget", Map.of("url", "about:blank"));
    session =
        call(
                "",
                "Target.attachToTarget",
                Map.of("targetId", target.get("targetId").textValue(), "flatten", true))
            .get("sessionId")
            .textValue();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
    call(
        "Network.emulateNetworkConditions",
        Map.of("offline", true, "latency", 0, "downloadThroughput", 0, "uploadThroughput", 0));
  }

  private URI address() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> lines.lines().forEach(_ -> {}));
        return URI.create(line.substring(LISTENING.length()));
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  /** Puts messages together, which come in parts. */
  private final class Listener implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      message.append(part);
      if (last) {
        try {
          received.add(JSON.readTree(message.toString()));
        } catch (IOException e) {
          throw new AssertionError("the browser sent no JSON", e);
        }
        message.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  private JsonNode call(String method, Map<String, ?> parameters) throws InterruptedException {
    return call(session, method, parameters);
  }

  private JsonNode call(String inSession, String method, Map<String, ?> parameters)
      throws InterruptedException {
    ObjectNode request = JSON.createObjectNode().put("id", ++lastId).put("method", method);
    request.set("params", JSON.valueToTree(parameters));
    if (!inSession.isEmpty()) {
      request.put("sessionId", inSession);
    }
    socket.sendText(request.toString(), true).join();
    while (true) {
      JsonNode answer = next(method);
      if (answer.path("id").intValue() == lastId) {
        if (answer.has("error")) {
          throw new AssertionError(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
    }
  }

  /** The next message; what it complains of is kept. */
  private JsonNode next(String waitingFor) throws InterruptedException {
    JsonNode message = received.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (message == null) {
      throw new AssertionError("the browser does not answer " + waitingFor);
    }
    String method = message.path("method").asText();
    if (List.of("Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown")
            .contains(method)
        || method.equals("Network.loadingFailed")) {
      complaints.add(message.toString());
    }
    return message;
  }

  /**
   * Opens a page.
   *
   * @param page the file
   * @param width of the window, in pixels
   * @param dark whether the reader prefers dark
   * @return what the browser complained of: errors and warnings of the console, failed requests
   */
  public List<String> open(Path page, int width, boolean dark) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    media("screen", dark);
    complaints.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    JsonNode message = next("the page");
    while (!message.path("method").asText().equals("Page.loadEventFired")) {
      message = next("the page");
    }
    return List.copyOf(complaints);
  }

  /** Shows the page as it would be printed, to a reader who prefers dark screens. */
  public void showPrint() throws InterruptedException {
    media("print", true);
  }

  private void media(String kind, boolean dark) throws InterruptedException {
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            kind,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /**
   * Computes in the page.
   *
   * @param expression JavaScript
   * @return its value
   */
  public JsonNode evaluate(String expression) throws InterruptedException {
    JsonNode result =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result);
    }
    return result.get("result").path("value");
  }

  /**
   * How many plots are drawn: with four marks of data or more, all of which have a size and lie
   * inside the plot, and which cover a good part of it.
   */
  public int drawnPlots() throws InterruptedException {
    return evaluate(
            """
            [...document.querySelectorAll('svg.plot')].filter(svg => {
              const frame = svg.getBoundingClientRect();
              const boxes = [...svg.querySelectorAll('circle, .curve, .level, .limit, .weights')]
                  .map(mark => mark.getBoundingClientRect());
              const inside = box => box.width + box.height > 0
                  && box.left >= frame.left - 1 && box.right <= frame.right + 1
                  && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
              const across = Math.max(...boxes.map(box => box.right))
                  - Math.min(...boxes.map(box => box.left));
              const up = Math.max(...boxes.map(box => box.bottom))
                  - Math.min(...boxes.map(box => box.top));
              return boxes.length >= 4 && boxes.every(inside)
                  && across > frame.width / 2 && up > frame.height / 10;
            }).length
            """)
        .intValue();
  }

  /** Asks the browser to end, so that it takes its own files away. */
  @Override
  public void close() {
    socket.sendText("{\"id\":0,\"method\":\"Browser.close\"}", true).join();
    process.onExit().completeOnTimeout(process, WAIT_SECONDS, TimeUnit.SECONDS).join();
    process.destroyForcibly();
    socket.abort();
    client.close();
  }
}
