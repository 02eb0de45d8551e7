package dev.muster.loadtest.demo;

import java.io.Console;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows a running demo: on a terminal one block that is redrawn in place, elsewhere a plain line every few seconds. Colour only
 * on a terminal, and not if NO_COLOR is set. Notes stay above the block.
 */
final class Display implements AutoCloseable {
    private static final long REDRAW_MILLIS = 250;
    private static final long PLAIN_MILLIS = 4000;
    private static final int BAR = 32;

    private final PrintStream out;
    private final boolean terminal;
    private final boolean colour;
    private final Supplier<Frame> frames;
    private final ScheduledExecutorService clock = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("display").factory());
    private int drawn;
    private String lastPlain = "";

    Display(PrintStream out, boolean terminal, boolean colour, Supplier<Frame> frames) {
        this.out = out;
        this.terminal = terminal;
        this.colour = terminal && colour;
        this.frames = frames;
    }

    /** A display for standard output as it is. */
    static Display onStandardOutput(Supplier<Frame> frames) {
        boolean terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        String noColour = System.getenv("NO_COLOR");
        return new Display(System.out, terminal, noColour == null || noColour.isEmpty(), frames);
    }

    /** Begins to redraw. */
    void start() {
        long period = terminal ? REDRAW_MILLIS : PLAIN_MILLIS;
        var _ = clock.scheduleAtFixedRate(this::draw, period, period, TimeUnit.MILLISECONDS);
    }

    /** A heading that stays. */
    synchronized void heading(String text) {
        erase();
        out.println();
        out.println(paint("1;36", text));
        out.flush();
    }

    /** A line that stays. */
    synchronized void note(String text) {
        erase();
        out.println("  " + text);
        out.flush();
    }

    /** A line that stays and says that something is as it should be, or is not. */
    synchronized void mark(boolean good, String text) {
        note(paint(good ? "32" : "31", good ? "ok  " : "NO  ") + text);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        synchronized (this) {
            erase();
            out.flush();
        }
    }

    private synchronized void draw() {
        Frame frame = frames.get();
        if (terminal) {
            erase();
            String block = bar(frame) + System.lineSeparator() + "  " + rates(frame) + System.lineSeparator() + "  "
                    + places(frame);
            out.println(block);
            drawn = 3;
        } else {
            String line = "  " + frame.title() + (frame.total() > 0 ? " " + frame.done() + "/" + frame.total() : "")
                    + " | " + rates(frame) + " | " + places(frame);
            // Nothing new is nothing to say: logs stay readable.
            if (!line.equals(lastPlain)) {
                out.println(line);
                lastPlain = line;
            }
        }
        out.flush();
    }

    /** Takes the block away, so that what stays can be written in its place. */
    private void erase() {
        if (drawn > 0) {
            out.print("\u001b[" + drawn + "F\u001b[J");
            drawn = 0;
        }
    }

    private String bar(Frame frame) {
        if (frame.total() == 0) {
            return "  " + frame.title();
        }
        int filled = Math.clamp(frame.done() * BAR / frame.total(), 0, BAR);
        return "  " + paint("36", "█".repeat(filled)) + "░".repeat(BAR - filled) + " " + frame.done() + "/"
                + frame.total() + " " + frame.title();
    }

    private static String rates(Frame frame) {
        return String.format(Locale.ROOT, "%d check-ins/s  p50 %s  p99 %s  refused %d", frame.perSecond(),
                millis(frame.p50Micros()), millis(frame.p99Micros()), frame.refused());
    }

    private String places(Frame frame) {
        return paint("34", "Office 365 " + frame.office365()) + "  " + paint("35", "Intune " + frame.intune()) + "  "
                + paint("33", "on the way " + frame.between());
    }

    /** Micros as milliseconds with as many digits as make sense. */
    static String millis(long micros) {
        return micros == 0 ? "-" : String.format(Locale.ROOT, micros < 10_000 ? "%.1f ms" : "%.0f ms", micros / 1000.0);
    }

    private String paint(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
