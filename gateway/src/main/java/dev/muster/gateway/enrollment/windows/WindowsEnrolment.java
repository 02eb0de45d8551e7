package dev.muster.gateway.enrollment.windows;

import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import com.nimbusds.jose.util.ResourceRetriever;

import dev.muster.gateway.enrollment.CertificateRenewal;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;

/** Makes the routes of Windows devices and Android agents, for {@code Gateway}. */
public final class WindowsEnrolment {
    private final WindowsRoute enrolment;
    private final RenewalRoute renewal;

    /**
     * Where devices are sent.
     *
     * @param enrolUrl https address of the enrolment listener
     * @param checkInUrl https address of the check-in listener
     * @param pushFamilyName package family name that devices get their push channel for; empty for none
     */
    public record Addresses(Supplier<String> enrolUrl, Supplier<String> checkInUrl, Optional<String> pushFamilyName) {}

    /**
     * What surrounds it.
     *
     * @param keySets fetches key sets of issuers; see {@link KeySetFetch}
     * @param ids makes random ids
     */
    public record Surroundings(ResourceRetriever keySets, GatewayEvents events, Supplier<UUID> ids, Clock clock) {}

    public WindowsEnrolment(Issuance issuance, Store store, Addresses addresses, Surroundings around) {
        Supplier<String> traces = () -> around.ids().get().toString();
        Clock clock = around.clock();
        ProofCheck proofs = new ProofCheck(store.directory(), store.enrolmentAccess(),
                new PasswordCheck(store.directory(), store.enrolmentAccess(), around.events(), clock),
                new TokenCheck(new IssuerKeys(around.keySets()), clock), clock);
        Provisioner provisioner = new Provisioner(addresses.checkInUrl(), addresses.pushFamilyName());
        this.enrolment = new WindowsRoute(
                new Discovery(store.tenants(), store.enrolmentAccess(), addresses.enrolUrl(), traces),
                new Enrolling(issuance, store.tenants(), store.enrolmentAccess(), proofs, provisioner,
                        new Enrolling.Made(around.ids(), traces, clock)),
                traces);
        this.renewal = new RenewalRoute(new CertificateRenewal(store, issuance, clock), provisioner, traces);
    }

    /** For the enrolment listener. */
    public WindowsRoute enrolment() {
        return enrolment;
    }

    /** For the check-in listener. */
    public RenewalRoute renewal() {
        return renewal;
    }
}
