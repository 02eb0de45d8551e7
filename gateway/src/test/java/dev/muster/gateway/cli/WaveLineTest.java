package dev.muster.gateway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class WaveLineTest {
    private static String line(String json) throws IOException {
        return new WaveLine().of(new ObjectMapper().readTree(json));
    }

    @Test
    void drawsHowManyHaveSwitchedAndNamesThoseThatCannotBeWoken() throws IOException {
        assertEquals("[###############...............]  50 %  500/1000 switched, 900 pushed, 890 accepted, 7 without a"
                + " token, 3 with a dead token, 2 gated (R13), 123.4/s, walked about 2026-11-21T09:00:00Z", line("""
                        {"state":"running","affected":1000,"switched":500,"pushed":900,"accepted":890,"noToken":7,
                         "dead":3,"gated":2,"perSecond":123.4,"estimatedEnd":"2026-11-21T09:00:00Z","pass":1}"""));
        assertTrue(line("{\"state\":\"done\",\"affected\":4,\"switched\":4}").startsWith("[" + "#".repeat(30)));
        assertTrue(line("{\"state\":\"running\",\"affected\":null,\"switched\":0,\"pass\":2,\"nextPassAt\":\"T\"}")
                .endsWith("0/? switched, 0 pushed, 0 accepted, pass 2 at T"));
    }

    @Test
    void saysInOneLineWhyItCannotAsk() {
        StringWriter err = new StringWriter();
        int code = MusterCommand.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "wave", "show",
                "contoso", "--token-file", "/nonexistent/token");
        assertEquals(1, code);
        assertTrue(err.toString().startsWith("muster: /nonexistent/token cannot be read"), err.toString());
        assertEquals(2, MusterCommand.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "wave", "show",
                "../x"));
    }
}
