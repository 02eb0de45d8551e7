package dev.muster.bench;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlEncoding;
import dev.muster.protocol.syncml.SyncMlMessage;

/**
 * The message of {@link SyncMlBenchmark} in both encodings. With {@code mixed} the process has used both before: what the
 * second encoding costs the first, since calls that had one target have two then.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WbxmlBenchmark {
    private static final int ROUNDS = 20_000;

    @Param({"XML", "WBXML"})
    private SyncMlEncoding encoding = SyncMlEncoding.WBXML;

    @Param({"false", "true"})
    private boolean mixed;

    private final SyncMlMessage message = decoded();
    private byte[] bytes = new byte[0];

    private static SyncMlMessage decoded() {
        try {
            return SyncMlCodec.decode(Messages.syncMl(), DecodeLimits.DEFAULT);
        } catch (MalformedMessage impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Setup
    public void prepare() throws MalformedMessage {
        bytes = SyncMlCodec.encode(message, encoding);
        for (int i = 0; mixed && i < ROUNDS; i++) {
            for (SyncMlEncoding each : SyncMlEncoding.values()) {
                SyncMlCodec.decode(SyncMlCodec.encode(message, each), each, DecodeLimits.DEFAULT);
            }
        }
    }

    @Benchmark
    public SyncMlMessage decode() throws MalformedMessage {
        return SyncMlCodec.decode(bytes, encoding, DecodeLimits.DEFAULT);
    }

    @Benchmark
    public byte[] encode() {
        return SyncMlCodec.encode(message, encoding);
    }
}
