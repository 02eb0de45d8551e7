package dev.muster.bench;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.muster.protocol.DecodeLimits;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleCodec;
import dev.muster.protocol.apple.AppleMessage;
import dev.muster.protocol.plist.PlistCodec;
import dev.muster.protocol.plist.PlistValue;

/** An Apple report of 1.3 KB: as a property list, and as the message it means (P8). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PlistBenchmark {
    private final byte[] bytes = Messages.appleReport();
    private final PlistValue value = decoded();

    private static PlistValue decoded() {
        try {
            return PlistCodec.decode(Messages.appleReport(), DecodeLimits.DEFAULT);
        } catch (MalformedMessage impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Benchmark
    public PlistValue decode() throws MalformedMessage {
        return PlistCodec.decode(bytes, DecodeLimits.DEFAULT);
    }

    @Benchmark
    public AppleMessage decodeAppleMessage() throws MalformedMessage {
        return AppleCodec.decode(bytes, DecodeLimits.DEFAULT);
    }

    /** What decode stands on: our cursor over the same bytes, nothing kept. */
    @Benchmark
    public int bareScan() throws MalformedMessage {
        return BareScan.cursor(bytes);
    }

    @Benchmark
    public byte[] encode() {
        return PlistCodec.encode(value);
    }
}
