package dev.muster.bench;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import dev.muster.gateway.authority.AuthorityDecision;
import dev.muster.gateway.authority.EffectiveAuthority;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.TenantAuthority;

/** The authority decision of one check-in (R4 to R8b) from loaded data: at most 200 ns. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AuthorityBenchmark {
    @Param({"INTUNE", "COEXISTENCE"})
    private TenantAuthority tenant = TenantAuthority.INTUNE;

    @Param({"licensed", "unlicensed", "userless"})
    private String user = "licensed";

    private Optional<Entitlement> entitlement = Optional.empty();
    private Optional<ManagementAuthority> placedUnder = Optional.empty();

    @Setup
    public void choose() {
        entitlement = switch (user) {
            case "licensed" -> Optional.of(new Entitlement(true, true, false, false));
            case "unlicensed" -> Optional.of(Entitlement.NONE);
            default -> Optional.empty();
        };
        placedUnder = entitlement.isEmpty() ? Optional.of(ManagementAuthority.INTUNE) : Optional.empty();
    }

    @Benchmark
    public AuthorityDecision decide() {
        return EffectiveAuthority.decide(tenant, entitlement, placedUnder);
    }
}
