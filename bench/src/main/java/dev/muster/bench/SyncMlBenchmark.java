package dev.muster.bench;

import java.util.concurrent.TimeUnit;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.syncml.SyncMlCodec;
import dev.muster.protocol.syncml.SyncMlMessage;

/** A SyncML message of 2.4 KB: decode and encode, beside a bare scan of the same bytes (P8). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SyncMlBenchmark {
    private final byte[] bytes = Messages.syncMl();
    private final XMLInputFactory woodstox = BareScan.woodstoxFactory();
    private final SyncMlMessage message = decoded();

    private static SyncMlMessage decoded() {
        try {
            return SyncMlCodec.decode(Messages.syncMl(), DecodeLimits.DEFAULT);
        } catch (MalformedMessage impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Benchmark
    public SyncMlMessage decode() throws MalformedMessage {
        return SyncMlCodec.decode(bytes, DecodeLimits.DEFAULT);
    }

    /** What decode stands on: our cursor over the same bytes, nothing kept. */
    @Benchmark
    public int bareScan() throws MalformedMessage {
        return BareScan.cursor(bytes);
    }

    /** A peer: a hardened Woodstox over the same bytes, nothing kept. */
    @Benchmark
    public int bareScanByWoodstox() throws XMLStreamException {
        return BareScan.woodstox(woodstox, bytes);
    }

    @Benchmark
    public byte[] encode() {
        return SyncMlCodec.encode(message);
    }
}
