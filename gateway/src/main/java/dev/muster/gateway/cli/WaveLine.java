package dev.muster.gateway.cli;

import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;

/** One line of {@code muster wave watch}: a bar of those that have switched, and what is known of the others. */
final class WaveLine {
    private static final int WIDTH = 30;

    String of(JsonNode wave) {
        long switched = wave.path("switched").asLong();
        long affected = wave.path("affected").asLong(0);
        double done = affected == 0 ? 0 : Math.min(1, (double) switched / affected);
        if (wave.path("state").asText().equals("done")) {
            done = 1;
        }
        int full = (int) Math.round(done * WIDTH);
        StringBuilder line = new StringBuilder();
        line.append('[').repeat('#', full).repeat('.', WIDTH - full).append("] ");
        line.append(String.format(Locale.ROOT, "%3d %%  %d/%s switched, %d pushed, %d accepted", (int) (done * 100),
                switched, wave.path("affected").isNull() ? "?" : String.valueOf(affected),
                wave.path("pushed").asLong(), wave.path("accepted").asLong()));
        append(line, wave, "noToken", "without a token");
        append(line, wave, "dead", "with a dead token");
        append(line, wave, "gated", "gated (R13)");
        if (wave.path("perSecond").isNumber()) {
            line.append(String.format(Locale.ROOT, ", %.1f/s", wave.path("perSecond").asDouble()));
        }
        if (wave.path("estimatedEnd").isTextual()) {
            line.append(", walked about ").append(wave.path("estimatedEnd").asText());
        } else if (wave.path("state").asText().equals("running")) {
            line.append(", pass ").append(wave.path("pass").asInt()).append(" at ")
                    .append(wave.path("nextPassAt").asText());
        }
        return line.toString();
    }

    private static void append(StringBuilder line, JsonNode wave, String field, String words) {
        long count = wave.path(field).asLong();
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(words);
        }
    }
}
