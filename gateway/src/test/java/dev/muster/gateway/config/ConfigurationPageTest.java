package dev.muster.gateway.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} lists every key there is, and none that is not. */
class ConfigurationPageTest {
    private static final Pattern ROW = Pattern.compile("^\\| ((?:`[^`]+`(?:, )?)+) \\|", Pattern.MULTILINE);
    private static final Pattern KEY = Pattern.compile("`([^`]+)`");

    @Test
    void thePageListsExactlyTheKeysThatTheGatewayReads() throws IOException {
        SortedSet<String> read = new TreeSet<>();
        collect(GatewayConfig.class, "", read);
        assertEquals(read, documented());
    }

    /** A record of this package is a table of keys; everything else is one value. */
    private static void collect(Class<?> record, String prefix, SortedSet<String> keys) {
        for (RecordComponent component : record.getRecordComponents()) {
            Class<?> type = component.getGenericType() instanceof ParameterizedType optional
                    && optional.getActualTypeArguments()[0] instanceof Class<?> inner ? inner : component.getType();
            if (type.isRecord() && type.getPackage().equals(GatewayConfig.class.getPackage()) && type != Secret.class) {
                collect(type, prefix + component.getName() + ".", keys);
            } else {
                keys.add(prefix + component.getName());
            }
        }
    }

    /** A key that begins with a dot has the table of the one before it. */
    private static SortedSet<String> documented() throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        String page = Files.readString(Path.of(System.getProperty("muster.root", ".."), "docs", "configuration.md"));
        for (MatchResult row : ROW.matcher(page).results().toList()) {
            String table = "";
            for (MatchResult found : KEY.matcher(row.group(1)).results().toList()) {
                String key = found.group(1).startsWith(".") ? table + found.group(1) : found.group(1);
                table = key.contains(".") ? key.substring(0, key.lastIndexOf('.')) : "";
                keys.add(key);
            }
        }
        return keys;
    }
}
