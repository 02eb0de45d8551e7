package dev.muster.gateway.enrollment.windows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import com.nimbusds.jose.util.Resource;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

import dev.muster.certs.ca.DeviceCa;
import dev.muster.certs.secret.KeyFileVault;
import dev.muster.certs.secret.PasswordHash;
import dev.muster.certs.x509.Pem;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.TenantOptions;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.observe.GatewayEvents;
import dev.muster.gateway.store.Store;
import dev.muster.gateway.store.sql.SqlStore;
import dev.muster.gateway.store.sql.StoreConfig;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.enrollment.Credential;
import dev.muster.protocol.enrollment.EnrollmentCodec;
import dev.muster.protocol.enrollment.EnrollmentRequest;
import dev.muster.protocol.enrollment.EnrollmentRequest.ContextItem;
import dev.muster.protocol.enrollment.EnrollmentRequest.Format;
import dev.muster.protocol.enrollment.EnrollmentRequest.RequestSecurityToken;
import dev.muster.protocol.enrollment.EnrollmentResponse;
import dev.muster.protocol.enrollment.EnrollmentResponse.Fault;
import dev.muster.protocol.enrollment.EnrollmentResponse.Provisioned;
import dev.muster.protocol.enrollment.ProvisioningDocument;
import dev.muster.protocol.enrollment.ProvisioningDocument.Characteristic;
import dev.muster.protocol.enrollment.Secret;
import dev.muster.protocol.enrollment.SoapHeader;

/** The routes on a real store and CA, spoken to as a device speaks, and a small language to arrange a tenant. */
final class WindowsHarness implements AutoCloseable {
    static final TenantId CONTOSO = new TenantId("contoso");
    static final String ADA = "ada@contoso.example";
    static final Secret PASSWORD = Secret.of("correct horse battery");
    private static final Entitlement INTUNE = new Entitlement(true, true, false, false);

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T08:00:00Z"));
    final SecureRandom random = new SecureRandom();
    final DeviceCa ca;
    final Store store;
    final WindowsEnrolment windows;
    final List<String> bounds = new ArrayList<>();
    /** What the issuer's address answers; null for nothing. */
    volatile @org.jspecify.annotations.Nullable String keySet;
    final AtomicInteger fetches = new AtomicInteger();

    /** A clock that is moved by hand. */
    static final class SettableClock extends Clock {
        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        void forward(Duration step) {
            now = now.plus(step);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    WindowsHarness(Path directory) {
        KeyFileVault vault = KeyFileVault.open(directory.resolve("muster.key"), random);
        this.ca = DeviceCa.openOrCreate(directory.resolve("ca"), vault, random, clock);
        this.store = SqlStore.open(new StoreConfig.Sqlite(directory.resolve("muster.db")), vault, clock,
                GatewayEvents.NONE);
        GatewayEvents events = new GatewayEvents() {
            @Override
            public void boundPassed(String bound) {
                bounds.add(bound);
            }
        };
        this.windows = new WindowsEnrolment(new Issuance(store, ca, clock), store,
                new WindowsEnrolment.Addresses(() -> "https://g.example:8444", () -> "https://g.example:8443",
                        Optional.of("Family_1")),
                new WindowsEnrolment.Surroundings(address -> {
                    fetches.incrementAndGet();
                    String served = keySet;
                    if (served == null) {
                        throw new IOException("nobody answers");
                    }
                    return new Resource(served, "application/json");
                }, events, UUID::randomUUID, clock));
    }

    /** A tenant with its domain, and Ada with a licence and a password. */
    UserId givenContosoWithAda() {
        return givenTenant(CONTOSO, "contoso.example", TenantAuthority.INTUNE, ADA);
    }

    UserId givenTenant(TenantId tenant, String domain, TenantAuthority authority, String name) {
        store.tenants().create(tenant, "Contoso Ltd", authority, TenantOptions.NONE, clock.instant());
        store.enrolmentAccess().claimDomain(tenant, domain);
        UserId user = new UserId(UUID.randomUUID());
        store.directory().create(tenant, user, name);
        store.directory().setLicences(tenant, user, List.of(), INTUNE, clock.instant());
        store.enrolmentAccess().putPassword(tenant, user, PasswordHash.of(PASSWORD.bytes(), random).text(),
                clock.instant());
        return user;
    }

    EnrolmentReply post(String path, EnrollmentRequest request) {
        return post(path, EnrollmentCodec.encode(request), "1");
    }

    EnrolmentReply post(String path, byte[] body, String address) {
        return windows.enrolment().serve(new EnrolmentRequest("POST", path, "", "application/soap+xml", "g.example",
                "", Optional.empty(), address, body));
    }

    static SoapHeader header(Credential credential) {
        return new SoapHeader("urn:uuid:" + UUID.randomUUID(), "https://g.example", credential);
    }

    /** A request for a certificate as a Windows device makes it. */
    static RequestSecurityToken token(Credential credential, byte[] csr, ContextItem... context) {
        List<ContextItem> items = context.length > 0 ? List.of(context)
                : List.of(new ContextItem("DeviceType", "CIMClient_Windows"),
                        new ContextItem("EnrollmentType", "Full"));
        return new RequestSecurityToken(header(credential), false, Format.PKCS10, csr, items);
    }

    EnrolmentReply enrol(Credential credential, byte[] csr, ContextItem... context) {
        return post("/EnrollmentServer/contoso/Enrollment.svc", token(credential, csr, context));
    }

    static Credential ada() {
        return new Credential.UsernameToken(ADA, PASSWORD);
    }

    static EnrollmentResponse answer(EnrolmentReply reply) {
        try {
            assertEquals("application/soap+xml; charset=utf-8", reply.contentType());
            return EnrollmentCodec.decodeResponse(reply.body());
        } catch (MalformedMessage malformed) {
            throw new AssertionError(malformed);
        }
    }

    static ProvisioningDocument provisioned(EnrolmentReply reply) {
        assertEquals(Outcome.OK, reply.outcome(), () -> String.valueOf(answer(reply)));
        try {
            return ProvisioningDocument.decode(assertInstanceOf(Provisioned.class, answer(reply)).document());
        } catch (MalformedMessage malformed) {
            throw new AssertionError(malformed);
        }
    }

    static Fault fault(EnrolmentReply reply) {
        assertEquals(Outcome.FAULT, reply.outcome());
        return assertInstanceOf(Fault.class, answer(reply));
    }

    /** A fault with this complaint, counted under its name. */
    static Fault assertFault(Complaint complaint, EnrolmentReply reply) {
        Fault fault = fault(reply);
        assertEquals(complaint.label(), reply.counted());
        assertEquals(complaint.subcode(), fault.subcode());
        assertEquals(complaint.type(), fault.error().map(EnrollmentResponse.ServiceError::type));
        return fault;
    }

    /** The device's certificate out of its document, which keeps it in this store of its own. */
    static X509Certificate certificate(ProvisioningDocument document, String store) {
        Characteristic own = document.characteristics().get(1).child("My").orElseThrow().child(store).orElseThrow()
                .children().getFirst();
        return decoded(own);
    }

    static X509Certificate decoded(Characteristic named) {
        try {
            return Pem.certificate(
                    Base64.getDecoder().decode(named.value("EncodedCertificate").orElseThrow()));
        } catch (GeneralSecurityException damaged) {
            throw new AssertionError(damaged);
        }
    }

    static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] csr(KeyPair keys) {
        try {
            return new PKCS10CertificationRequestBuilder(new X500Name("CN=whatever"),
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())).getEncoded();
        } catch (OperatorCreationException | IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] csr() {
        return csr(keys());
    }

    /** Devices that any row says there are. */
    int devices() {
        return store.devices().page(CONTOSO, Optional.empty(), 100).size();
    }

    @Override
    public void close() {
        store.close();
    }
}
