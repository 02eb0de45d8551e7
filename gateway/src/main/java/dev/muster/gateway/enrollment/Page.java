package dev.muster.gateway.enrollment;

import java.nio.charset.StandardCharsets;

import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;

/** For routes that people open in a browser: a refusal as a small page, or as a plain line for a program that did not ask for HTML. */
public final class Page {
    private static final String HTML = "text/html; charset=utf-8";

    private Page() {}

    /** A refusal in the form that the client likes to read. */
    public static EnrolmentReply refusal(EnrolmentRequest request, String counted, Refused refused) {
        Outcome outcome = refused.kind().outcome();
        boolean html = request.accept().contains("text/html");
        String body = html ? page(title(outcome), refused.sentence()) : refused.sentence() + "\n";
        return new EnrolmentReply(outcome, counted, html ? HTML : EnrolmentReply.PLAIN,
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static String title(Outcome outcome) {
        return switch (outcome) {
            case BAD_REQUEST, NOT_FOUND -> "This link is not complete";
            case NOT_ALLOWED -> "This device cannot be enrolled";
            case NOT_READY, UNAVAILABLE, FAULT -> "Not yet";
            case OK -> "Done";
        };
    }

    private static String page(String title, String sentence) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s</title><style>body{font:1.1em sans-serif;max-width:34em;margin:3em auto;padding:0 1em}</style></head>
                <body><h1>%1$s</h1><p>%2$s</p></body></html>
                """
                .formatted(escaped(title), escaped(sentence));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
