package dev.muster.gateway.session;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import dev.muster.gateway.model.CommandId;

/**
 * Serves both turns: the name of one command on the wire (Apple's CommandUUID, OMA-DM's CmdID). It says by itself what
 * the command was for, so any node can read any answer without a memory of what was sent (idea 1):
 * {@code <letter><id>.<attempt>[.<index>-<count>[r]]}.
 *
 * @param kind what the command was for
 * @param id a step (16 hexadecimal digits), an action (UUID) or the fixed name of a query
 * @param attempt number of the attempt, from 1: a late answer never closes a later attempt
 * @param part which of the commands that make up one step; null where the step is one command
 */
public record CommandRef(Kind kind, String id, int attempt, @Nullable Part part) {
    /** What a command is for. */
    public enum Kind {
        /** Puts a setting on the device. */
        INSTALL('i', "[0-9a-f]{16}"),
        /** Takes a setting away. */
        REMOVE('r', "[0-9a-f]{16}"),
        /** An administrator's action. */
        ACTION('a', "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
        /** Something the engine itself asks, by a fixed name. */
        QUERY('q', "[a-z][a-z-]{0,39}");

        private final char letter;
        @SuppressWarnings("ImmutableEnumChecker") // Pattern is immutable
        private final Pattern form;

        Kind(char letter, String form) {
            this.letter = letter;
            this.form = Pattern.compile(form);
        }
    }

    /**
     * One of several commands of a step. The count travels along, so the answers to one message tell whether all of them
     * are there.
     *
     * @param index which one, 1 to {@code count}
     * @param count how many there are, 1 to 9999
     * @param again whether it repeats a command that was refused, with the other verb (Add instead of Replace or the
     *        other way round): it is not repeated a third time
     */
    public record Part(int index, int count, boolean again) {
        /** Most commands of one step. */
        public static final int MOST = 9999;

        public Part {
            if (index < 1 || count > MOST || index > count) {
                throw new IllegalArgumentException("a part is 1 to count, and count at most " + MOST);
            }
        }
    }

    private static final Pattern TEXT = Pattern
            .compile("([iraq])([0-9a-z-]{1,40})\\.([1-9][0-9]{0,8})(?:\\.([1-9][0-9]{0,3})-([1-9][0-9]{0,3})(r?))?");

    public CommandRef {
        if (!kind.form.matcher(id).matches()) {
            throw new IllegalArgumentException("not the id of a command of kind " + kind);
        }
        if (attempt < 1) {
            throw new IllegalArgumentException("attempts count from 1");
        }
    }

    /** A command that installs; {@code stepId} as {@code settings.StepId} makes it. */
    public static CommandRef install(String stepId, int attempt) {
        return new CommandRef(Kind.INSTALL, stepId, attempt, null);
    }

    /** A command that removes; {@code stepId} as {@code settings.StepId} makes it. */
    public static CommandRef remove(String stepId, int attempt) {
        return new CommandRef(Kind.REMOVE, stepId, attempt, null);
    }

    /** A command that carries out an action. */
    public static CommandRef action(CommandId action, int attempt) {
        return new CommandRef(Kind.ACTION, action.toString(), attempt, null);
    }

    /** A question of the engine itself. */
    public static CommandRef query(String name) {
        return new CommandRef(Kind.QUERY, name, 1, null);
    }

    /** The same with a number that comes back with the answer, from 1. */
    public static CommandRef query(String name, int number) {
        return new CommandRef(Kind.QUERY, name, number, null);
    }

    /** The same step, one command of it. */
    public CommandRef part(int index, int count, boolean again) {
        return new CommandRef(kind, id, attempt, new Part(index, count, again));
    }

    /** The step this command belongs to. */
    public CommandRef whole() {
        return part == null ? this : new CommandRef(kind, id, attempt, null);
    }

    /** As it goes on the wire. */
    public String text() {
        String step = kind.letter + id + '.' + attempt;
        return part == null ? step : step + '.' + part.index + '-' + part.count + (part.again ? "r" : "");
    }

    /** Reads what came back; empty if it is not one of ours, whatever it is. */
    public static Optional<CommandRef> of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        char letter = matcher.group(1).charAt(0);
        for (Kind kind : Kind.values()) {
            if (kind.letter == letter && kind.form.matcher(matcher.group(2)).matches()) {
                return partOf(matcher).map(part -> new CommandRef(kind, matcher.group(2),
                        Integer.parseInt(matcher.group(3)), part.orElse(null)));
            }
        }
        return Optional.empty();
    }

    /** The part of a text of the right form; empty outside if the numbers make no sense, empty inside if it has none. */
    private static Optional<Optional<Part>> partOf(Matcher matcher) {
        if (matcher.group(4) == null) {
            return Optional.of(Optional.empty());
        }
        int index = Integer.parseInt(matcher.group(4));
        int count = Integer.parseInt(matcher.group(5));
        return index > count
                ? Optional.empty()
                : Optional.of(Optional.of(new Part(index, count, !matcher.group(6).isEmpty())));
    }

    @Override
    public String toString() {
        return text();
    }
}
