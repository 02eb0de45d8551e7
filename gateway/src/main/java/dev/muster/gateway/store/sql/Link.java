package dev.muster.gateway.store.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection with the statements it has prepared: each text is prepared once and kept. Used by one platform thread,
 * never shared. Texts are constants, so the number of statements is bounded by the number of texts in this package.
 */
final class Link implements AutoCloseable {
    private final Connection connection;
    private final Dialect dialect;
    private final Map<String, PreparedStatement> kept = new HashMap<>();

    Link(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    Dialect dialect() {
        return dialect;
    }

    Connection connection() {
        return connection;
    }

    /** The first row, if there is one. */
    <T> Optional<T> one(String sql, Args.Binding binding, Row.Reading<T> reading) throws SQLException {
        List<T> rows = list(sql, binding, reading);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    /** All rows; the statement bounds how many. */
    <T> List<T> list(String sql, Args.Binding binding, Row.Reading<T> reading) throws SQLException {
        PreparedStatement statement = prepared(sql);
        binding.bind(new Args(statement, dialect));
        try (ResultSet result = statement.executeQuery()) {
            List<T> rows = new ArrayList<>();
            Row row = new Row(result, dialect);
            while (result.next()) {
                row.rewind();
                rows.add(reading.read(row));
            }
            return rows;
        }
    }

    /** Changes rows and says how many. */
    int update(String sql, Args.Binding binding) throws SQLException {
        PreparedStatement statement = prepared(sql);
        binding.bind(new Args(statement, dialect));
        return statement.executeUpdate();
    }

    /** The same statement many times; see {@link Batch}. */
    Batch batch(String sql) throws SQLException {
        return new Batch(prepared(sql), dialect);
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = kept.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            kept.put(sql, statement);
        }
        return statement;
    }

    /**
     * Begins a transaction that changes. On SQLite by a statement: the driver's own commit would begin the next transaction
     * at once and so hold a read mark for ever, and the write-ahead log could never start over.
     */
    void begin() throws SQLException {
        switch (dialect) {
            case SQLITE -> execute("BEGIN IMMEDIATE");
            case POSTGRESQL -> {
                // Begins by itself with its first statement.
            }
        }
    }

    void commit() throws SQLException {
        switch (dialect) {
            case SQLITE -> execute("COMMIT");
            case POSTGRESQL -> connection.commit();
        }
    }

    void rollback() throws SQLException {
        switch (dialect) {
            case SQLITE -> undo();
            case POSTGRESQL -> {
                for (PreparedStatement statement : kept.values()) {
                    statement.clearBatch();
                }
                connection.rollback();
            }
        }
    }

    /**
     * A full disk makes SQLite undo a transaction by itself; the connection is as good as before then. Its driver takes a
     * prepared statement that failed for one that still runs and never runs it again, so all are prepared anew.
     */
    private void undo() throws SQLException {
        for (PreparedStatement statement : kept.values()) {
            statement.close();
        }
        kept.clear();
        try (Statement rollback = connection.createStatement()) {
            rollback.execute("ROLLBACK");
        } catch (SQLException failed) {
            if (!String.valueOf(failed.getMessage()).contains("no transaction is active")) {
                throw failed;
            }
        }
    }

    /**
     * Several statements that see the same moment. Readers stand in auto-commit mode otherwise, where one statement is one
     * moment and costs no further round trip. After a failure the connection is not to be used again.
     */
    <T> T snapshot(Work<T> work) throws SQLException {
        switch (dialect) {
            case SQLITE -> execute("BEGIN DEFERRED");
            case POSTGRESQL -> connection.setAutoCommit(false);
        }
        T result = work.run(this);
        switch (dialect) {
            case SQLITE -> execute("COMMIT");
            case POSTGRESQL -> connection.setAutoCommit(true);
        }
        return result;
    }

    /** A statement without parameters or result. */
    void execute(String sql) throws SQLException {
        prepared(sql).execute();
    }

    @Override
    public void close() throws SQLException {
        // Closing the connection closes its statements; closing them one by one would ask a dead server for each.
        connection.close();
    }

    /** Gathers parameters of one statement; nothing reaches the database before {@link #run()}. */
    static final class Batch {
        private final PreparedStatement statement;
        private final Dialect dialect;
        private int size;

        private Batch(PreparedStatement statement, Dialect dialect) {
            this.statement = statement;
            this.dialect = dialect;
        }

        void add(Args.Binding binding) throws SQLException {
            binding.bind(new Args(statement, dialect));
            statement.addBatch();
            size++;
        }

        /** Rows changed by each, in the order they were added. */
        int[] run() throws SQLException {
            return size == 0 ? new int[0] : statement.executeBatch();
        }
    }
}
