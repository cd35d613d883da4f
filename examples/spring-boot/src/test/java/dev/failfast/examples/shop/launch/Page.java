package dev.failfast.examples.shop.launch;

import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A tab of a {@link Browser}. */
final class Page {
    /** How the browser is told something. */
    interface Commands {
        JsonNode send(String method, Map<String, ?> parameters);
    }

    private final Commands commands;

    Page(Commands commands) {
        this.commands = commands;
        commands.send("Runtime.enable", Map.of());
        commands.send("Log.enable", Map.of());
    }

    void open(URI address) {
        commands.send("Page.navigate", Map.of("url", address.toString()));
    }

    /** The value of an expression, after the promise if it is one. */
    JsonNode evaluate(String expression) {
        JsonNode answer = commands.send(
                "Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.get("exceptionDetails").toString());
        }
        return answer.get("result").path("value");
    }

    /** What one can read there; empty if there is nothing to be seen. */
    String text(String selector) {
        return evaluate("(e => e?.checkVisibility() ? e.innerText : '')(document.querySelector('" + selector + "'))")
                .asString();
    }

    int count(String selector) {
        return evaluate("document.querySelectorAll('" + selector + "').length").asInt();
    }

    /** As a finger does: where the element is, so that what lies above it is hit instead. */
    void click(String selector) {
        JsonNode middle = evaluate("(() => { const e = document.querySelector('" + selector + "');"
                + " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()");
        for (String event : List.of("mousePressed", "mouseReleased")) {
            commands.send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            event,
                            "button",
                            "left",
                            "clickCount",
                            1,
                            "x",
                            middle.get("x").asDouble(),
                            "y",
                            middle.get("y").asDouble()));
        }
    }

    void size(int width, int height) {
        commands.send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    }

    /** {@code light} or {@code dark}. */
    void colours(String scheme) {
        commands.send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    byte[] screenshot() {
        JsonNode answer =
                commands.send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        return Base64.getDecoder().decode(answer.get("data").asString());
    }
}
