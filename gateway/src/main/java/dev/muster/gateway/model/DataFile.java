package dev.muster.gateway.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Serves classes that keep what they know as data beside them: a comma-separated file on the class path, UTF-8, with a heading
 * line, without quoting. Lines that are empty or begin with {@code #} are skipped. A file that does not fit is a defect of the
 * build, so it throws {@link IllegalStateException}.
 */
public final class DataFile {
    private DataFile() {}

    /**
     * Reads all rows.
     *
     * @param owner class in whose package the file lies
     * @param name file name
     * @param heading expected heading line: it also says how many cells each row has
     */
    public static List<List<String>> rows(Class<?> owner, String name, String heading) {
        List<String> lines = lines(owner, name);
        if (lines.isEmpty() || !lines.getFirst().equals(heading)) {
            throw new IllegalStateException(name + " does not begin with the heading " + heading);
        }
        int width = heading.split(",", -1).length;
        List<List<String>> rows = new ArrayList<>(lines.size());
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = List.of(line.split(",", -1));
            if (cells.size() != width) {
                throw new IllegalStateException(name + " has a row without " + width + " cells: " + line);
            }
            rows.add(cells);
        }
        return List.copyOf(rows);
    }

    /** The words of a cell, which single spaces separate; none if the cell is empty. */
    public static List<String> words(String cell) {
        return cell.isEmpty() ? List.of() : List.of(cell.split(" ", -1));
    }

    private static List<String> lines(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + owner.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }
}
