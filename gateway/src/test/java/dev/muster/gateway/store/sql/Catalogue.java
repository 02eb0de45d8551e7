package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tables, keys and indexes as the database itself tells them.
 *
 * @param tables names of the tables
 * @param indexes first column of each key and index, by {@code table.index}
 * @param foreignKeys for each foreign key its columns as {@code column>referenced column}
 */
record Catalogue(List<String> tables, Map<String, String> indexes, Map<String, List<String>> foreignKeys) {
    static Catalogue of(Connection connection) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        List<String> tables = new ArrayList<>();
        try (ResultSet found = meta.getTables(null, null, "%", new String[] {"TABLE"})) {
            while (found.next()) {
                String schema = found.getString("TABLE_SCHEM");
                if (schema == null || schema.equals("public")) {
                    tables.add(found.getString("TABLE_NAME"));
                }
            }
        }
        tables.removeIf(table -> table.startsWith("sqlite_"));
        Map<String, String> indexes = new TreeMap<>();
        Map<String, List<String>> foreignKeys = new HashMap<>();
        for (String table : tables) {
            try (ResultSet keys = meta.getPrimaryKeys(null, null, table)) {
                while (keys.next()) {
                    if (keys.getInt("KEY_SEQ") <= 1) {
                        indexes.merge(table + ".primary key", keys.getString("COLUMN_NAME"), Catalogue::first);
                    }
                }
            }
            try (ResultSet found = meta.getIndexInfo(null, null, table, false, false)) {
                while (found.next()) {
                    if (found.getInt("ORDINAL_POSITION") <= 1 && found.getString("COLUMN_NAME") != null) {
                        indexes.merge(table + "." + found.getString("INDEX_NAME"), found.getString("COLUMN_NAME"),
                                Catalogue::first);
                    }
                }
            }
            try (ResultSet keys = meta.getImportedKeys(null, null, table)) {
                while (keys.next()) {
                    foreignKeys.computeIfAbsent(table + ">" + keys.getString("PKTABLE_NAME"), _ -> new ArrayList<>())
                            .add(keys.getString("FKCOLUMN_NAME") + ">" + keys.getString("PKCOLUMN_NAME"));
                }
            }
        }
        return new Catalogue(tables, indexes, foreignKeys);
    }

    /** SQLite's driver counts positions from 0, PostgreSQL's from 1: of two "first" columns the earlier one is meant. */
    private static String first(String earlier, String later) {
        return earlier;
    }

    List<String> notLedBy(String column, List<String> exceptions) {
        return indexes.entrySet().stream().filter(index -> !index.getValue().equals(column))
                .filter(index -> exceptions.stream().noneMatch(exception -> index.getKey().equals(exception)
                        || index.getKey().startsWith(exception + ".")))
                .map(index -> index.getKey() + " begins with " + index.getValue()).toList();
    }

    List<String> foreignKeysWithout(String column) {
        return foreignKeys.entrySet().stream().filter(key -> !key.getValue().contains(column + ">" + column))
                .map(Map.Entry::getKey).toList();
    }
}
