package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The contract on a PostgreSQL, whichever release: how its databases are looked into. */
interface PostgresContract extends StoreContract {
    @Override
    default Connection past(StoreConfig config) throws SQLException {
        StoreConfig.PostgreSql postgres = (StoreConfig.PostgreSql) config;
        return DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
    }

    @Override
    default String contents(StoreConfig config) throws SQLException {
        StringBuilder all = new StringBuilder();
        try (Connection connection = past(config); Statement statement = connection.createStatement()) {
            for (String table : Catalogue.of(connection).tables()) {
                // A row as text shows bytea in hexadecimal; "escape" shows what is printable in it.
                statement.execute("SET bytea_output = 'escape'");
                try (ResultSet rows = statement.executeQuery("SELECT t::text FROM " + table + " t")) {
                    while (rows.next()) {
                        all.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return all.toString();
    }

    @Override
    default List<String> plan(StoreConfig config, String sql) throws SQLException {
        List<String> steps = new ArrayList<>();
        try (Connection connection = past(config); Statement statement = connection.createStatement()) {
            // Tables are empty here, and a scan of nothing is cheapest: only where no index serves one is left.
            statement.execute("SET enable_seqscan = off");
            statement.execute("SET plan_cache_mode = force_generic_plan");
            statement.execute("PREPARE planned AS " + numbered(sql));
            int parameters = sql.length() - sql.replace("?", "").length();
            String nulls = parameters == 0 ? "" : "(NULL" + ", NULL".repeat(parameters - 1) + ")";
            try (ResultSet rows = statement.executeQuery("EXPLAIN (COSTS OFF) EXECUTE planned" + nulls)) {
                while (rows.next()) {
                    String step = rows.getString(1).replace("->", "").strip();
                    steps.add(step.startsWith("Seq Scan on ")
                            ? "SCAN " + step.substring("Seq Scan on ".length()).split(" ", 2)[0]
                            : step.startsWith("Sort") || step.startsWith("Incremental Sort") ? "SORT" : step);
                }
            }
        }
        return steps;
    }

    private static String numbered(String sql) {
        StringBuilder numbered = new StringBuilder();
        int parameter = 0;
        for (int i = 0; i < sql.length(); i++) {
            char c = sql.charAt(i);
            numbered.append(c == '?' ? "$" + ++parameter : String.valueOf(c));
        }
        return numbered.toString();
    }
}
