package dev.muster.gateway.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody who is quoted breaks a line or steers a terminal: neither in messages nor in the log's shipped pattern. */
class OneLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\u0000", "\u001b", "\u007f", "\u0082", "\u0085", "\u009b", "\u2028",
            "\u2029"})
    void whatBreaksALineOrStartsASequenceBecomesASpace(String hostile) {
        assertEquals("a b", OneLine.of("a" + hostile + "b"));
        assertEquals("a | b", logged("a" + hostile + "b"));
    }

    @Test
    void otherTextStaysAsItIs() {
        assertEquals("Zoë's iPad – 日本 🙂", OneLine.of("Zoë's iPad – 日本 🙂"));
        assertEquals("Zoë's iPad – 日本 🙂", logged("Zoë's iPad – 日本 🙂"));
    }

    private static String logged(String message) {
        LoggerContext context = new LoggerContext();
        PatternLayout layout = new PatternLayout();
        layout.setContext(context);
        layout.setPattern(shippedPattern());
        layout.start();
        String line = layout.doLayout(new LoggingEvent("", context.getLogger("x"), Level.INFO, message, null, null));
        return line.substring(line.indexOf("x: ") + 3, line.length() - System.lineSeparator().length());
    }

    private static String shippedPattern() {
        try (InputStream file = OneLineTest.class.getResourceAsStream("/logback.xml")) {
            String xml = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return xml.substring(xml.indexOf("<pattern>") + "<pattern>".length(), xml.indexOf("</pattern>"));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
