package dev.muster.gateway.store.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import dev.muster.certs.identity.Fingerprint;
import dev.muster.gateway.model.Action;
import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.ConnectorMessage;
import dev.muster.gateway.model.Entitlement;
import dev.muster.gateway.model.FinishedCommand;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PendingCommand;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Reset;
import dev.muster.gateway.model.TenantAuthority;
import dev.muster.gateway.model.UserId;
import dev.muster.gateway.store.CollectionStore;
import dev.muster.gateway.store.PushCertificateStore;

/** The Configuration Manager connector (R22) and the collection (R8b). */
@Timeout(120)
interface ConnectorContract extends StoreHarness {
    private Given hybrid() {
        return Given.tenant(store(), TenantAuthority.CONFIGURATION_MANAGER);
    }

    private static Fingerprint fingerprint() {
        return Fingerprint.of(UUID.randomUUID().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private boolean subscribe(Given given) {
        return store().connectors().subscribe(given.tenant, UUID.randomUUID(), fingerprint(),
                Given.NOW.plusSeconds(86_400), Given.NOW);
    }

    private List<Long> numbers(Given given, long after) {
        return store().connectors().messages(given.tenant, after, 100).stream().map(ConnectorMessage::sequence)
                .toList();
    }

    private static FinishedCommand finished(ManagementAuthority authority, Instant at) {
        PendingCommand command = new PendingCommand(new CommandId(UUID.randomUUID()), 1, authority,
                new Action(Action.Kind.LOCK, Map.of()), Given.NOW, PendingCommand.State.SENT, 1);
        return new FinishedCommand(command, FinishedCommand.Outcome.DONE, "200", new byte[] {1, 2}, at);
    }

    private void told(Given given, Caller device, ConnectorMessage.Kind... kinds) {
        store().checkIns().write(new Given.Write(given.device(device)).told(kinds));
    }

    @Test
    default void r22ATenantHasOneConnectorAndASecondIsRefused() {
        Given given = hybrid();
        UUID id = UUID.randomUUID();
        Fingerprint first = fingerprint();
        assertEquals(Optional.empty(), store().connectors().subscription(given.tenant));
        assertTrue(store().connectors().subscribe(given.tenant, id, first, Given.NOW.plusSeconds(60), Given.NOW));
        assertFalse(subscribe(given));
        var subscription = store().connectors().subscription(given.tenant).orElseThrow();
        assertEquals(id, subscription.connector());
        assertEquals(first, subscription.certificate());
        assertEquals(Optional.empty(), subscription.contact());

        Fingerprint second = fingerprint();
        assertFalse(store().connectors().certify(given.tenant, UUID.randomUUID(), second, Given.NOW));
        assertTrue(store().connectors().certify(given.tenant, id, second, Given.NOW.plusSeconds(90)));
        assertEquals(second, store().connectors().subscription(given.tenant).orElseThrow().certificate());
        assertTrue(store().connectors().unsubscribe(given.tenant));
        assertFalse(store().connectors().unsubscribe(given.tenant));
        assertTrue(subscribe(given));
    }

    @Test
    default void r22MessagesComeInOrderAndAgainUntilTheyAreAcknowledged() {
        Given given = hybrid();
        Caller phone = given.enrolled(Platform.IOS, Optional.empty());
        Caller pc = given.enrolled(Platform.WINDOWS, Optional.empty());
        assertEquals(List.of(), store().connectors().messages(given.tenant, 0, 100), "there is no connector");
        subscribe(given);
        assertEquals(List.of(1L, 2L), store().connectors().messages(given.tenant, 0, 2).stream()
                .map(ConnectorMessage::sequence).toList(), "state and inventory of both devices, a page at a time");
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers(given, 0));
        assertEquals(List.of(1L, 2L, 3L, 4L), numbers(given, 0), "nothing was acknowledged");
        assertEquals(List.of(3L, 4L), numbers(given, 2));
        assertTrue(store().connectors().acknowledge(given.tenant, 3));
        assertEquals(List.of(4L), numbers(given, 0));
        assertFalse(store().connectors().acknowledge(given.tenant, 5), "nobody was given a fifth");
        assertTrue(store().connectors().acknowledge(given.tenant, 2), "an old acknowledgement again harms nothing");

        FinishedCommand one = finished(ManagementAuthority.CONFIGURATION_MANAGER, Given.NOW.plusMillis(1));
        FinishedCommand two = finished(ManagementAuthority.CONFIGURATION_MANAGER, Given.NOW.plusMillis(2));
        FinishedCommand foreign = finished(ManagementAuthority.INTUNE, Given.NOW.plusMillis(1));
        store().checkIns().write(new Given.Write(given.device(phone)).finished(two)
                .told(ConnectorMessage.Kind.RESULT));
        store().checkIns().write(new Given.Write(given.device(pc)).finished(one, foreign)
                .told(ConnectorMessage.Kind.RESULT, ConnectorMessage.Kind.STATUS));
        List<ConnectorMessage> fetched = store().connectors().messages(given.tenant, 4, 100);
        assertEquals(List.of(5L, 6L, 7L), fetched.stream().map(ConnectorMessage::sequence).toList());
        var results = fetched.stream().filter(ConnectorMessage.Result.class::isInstance)
                .map(ConnectorMessage.Result.class::cast).toList();
        assertEquals(List.of(one.command().id(), two.command().id()),
                results.stream().map(result -> result.finished().command().id()).toList(), "by the time they happened");
        assertEquals(2, store().connectors().waitingResults(given.tenant, 10));
        assertEquals(1, store().connectors().waitingResults(given.tenant, 1));
        assertEquals(List.of(), store().connectors().messages(given.tenant, 99, 100), "after what nobody was given");
    }

    @Test
    default void r22AStateThatChangesBeforeItsAcknowledgementComesAgainAndIsNotSwallowedByIt() {
        Given given = hybrid();
        Caller pc = given.enrolled(Platform.WINDOWS, Optional.empty());
        subscribe(given);
        assertEquals(List.of(1L, 2L), numbers(given, 0));
        store().checkIns().write(new Given.Write(given.device(pc)).device(row -> Given.named(row, "renamed"))
                .told(ConnectorMessage.Kind.INVENTORY));
        told(given, pc, ConnectorMessage.Kind.INVENTORY);
        assertTrue(store().connectors().acknowledge(given.tenant, 2));
        List<ConnectorMessage> again = store().connectors().messages(given.tenant, 2, 100);
        assertEquals(1, again.size(), "however often it changed");
        assertEquals(3, again.getFirst().sequence());
        assertEquals("renamed",
                assertInstanceOf(ConnectorMessage.Inventory.class, again.getFirst()).device().hardware().name());
    }

    @Test
    default void r22WhatWaitsOutlivesTheSubscriptionAndNoOtherTenantSeesIt() {
        Given given = hybrid();
        Given other = hybrid();
        Caller pc = given.enrolled(Platform.WINDOWS, Optional.empty());
        subscribe(given);
        subscribe(other);
        assertEquals(2, numbers(given, 0).size());
        assertTrue(store().connectors().acknowledge(given.tenant, 2));
        store().checkIns().write(new Given.Write(given.device(pc))
                .finished(finished(ManagementAuthority.CONFIGURATION_MANAGER, Given.NOW))
                .told(ConnectorMessage.Kind.RESULT));
        assertEquals(List.of(3L), numbers(given, 2));
        assertTrue(store().connectors().unsubscribe(given.tenant));
        told(given, pc, ConnectorMessage.Kind.STATUS);
        assertEquals(List.of(), numbers(other, 0));
        assertEquals(0, store().connectors().waitingResults(other.tenant, 10));
        subscribe(given);
        assertEquals(List.of(1L, 2L, 3L), numbers(given, 0), "result, state and inventory, counted anew");
    }

    @Test
    default void r20OfTwoAdministratorsOneMovesAResetAndItEndsWithTheAuthority() {
        Given given = Given.tenant(store(), TenantAuthority.INTUNE);
        TenantAuthority to = TenantAuthority.CONFIGURATION_MANAGER;
        assertFalse(store().resets().cancel(given.tenant));
        assertTrue(store().resets().request(given.tenant, TenantAuthority.INTUNE, to, Given.NOW));
        assertFalse(store().resets().request(given.tenant, TenantAuthority.INTUNE, to, Given.NOW));
        assertTrue(store().resets().record(given.tenant, "apps", Given.NOW));
        assertTrue(store().resets().record(given.tenant, "apps", Given.NOW.plusSeconds(9)));
        Reset requested = store().resets().newest(given.tenant).orElseThrow();
        assertEquals(new Reset(TenantAuthority.INTUNE, to, Reset.State.REQUESTED, Given.NOW, Given.NOW,
                Map.of("apps", Given.NOW)), requested);
        assertEquals(Optional.empty(), store().resets().complete(given.tenant, requested, Given.NOW), "not begun");
        assertTrue(store().resets().move(given.tenant, Reset.State.REQUESTED, Reset.State.VERIFIED, Given.NOW));
        assertFalse(store().resets().move(given.tenant, Reset.State.REQUESTED, Reset.State.VERIFIED, Given.NOW));
        assertTrue(store().resets().move(given.tenant, Reset.State.VERIFIED, Reset.State.RESETTING, Given.NOW));
        assertFalse(store().resets().cancel(given.tenant), "begun");
        assertFalse(store().resets().record(given.tenant, "dep-token", Given.NOW));
        assertEquals(to, store().resets().complete(given.tenant, requested, Given.NOW).orElseThrow().authority());
        assertEquals(Reset.State.DONE, store().resets().newest(given.tenant).orElseThrow().state());
        assertEquals(Optional.empty(), store().resets().newest(Given.tenant(store()).tenant));
        assertTrue(store().resets().request(given.tenant, to, TenantAuthority.INTUNE, Given.NOW), "and back");
    }

    @Test
    default void r20AnAuthorityLosesItsPushCertificateAndItsTopic() {
        Given given = Given.tenant(store(), TenantAuthority.INTUNE);
        assertFalse(store().pushCertificates().delete(given.tenant, ManagementAuthority.INTUNE));
        store().pushCertificates().put(given.tenant, new PushCertificateStore.Stored(ManagementAuthority.INTUNE,
                "com.apple.mgmt.1", Given.NOW.plusSeconds(86_400), "pem", "key", Given.NOW));
        assertTrue(store().pushCertificates().delete(given.tenant, ManagementAuthority.INTUNE));
        assertEquals(Map.of(), store().tenants().tenant(given.tenant).orElseThrow().pushTopics());
        assertEquals(List.of(), store().pushCertificates().all(given.tenant));
    }

    @Test
    default void r8bWhoJoinsIsDueAndWhoLeavesKeepsTheMoment() {
        Given given = hybrid();
        UserId ada = given.user("ada@contoso.example");
        UserId bob = given.user("bob@contoso.example");
        Caller pc = given.enrolled(Platform.WINDOWS, Optional.of(ada));
        given.converge(pc, Given.NOW);
        CollectionStore.Change joined = store().collections().change(given.tenant,
                Set.of(ada, bob, new UserId(UUID.randomUUID())), Set.of(), Given.NOW);
        assertEquals(new CollectionStore.Change(2, 0, List.of(pc.device())), joined);
        assertTrue(given.device(pc).epoch() < given.read(pc).tenant().epoch(), "due");
        assertEquals(Set.of(ada, bob),
                Set.copyOf(store().collections().members(given.tenant, new UserId(new UUID(0, 0)), 10)));
        assertEquals(new CollectionStore.Change(0, 0, List.of()),
                store().collections().change(given.tenant, Set.of(ada), Set.of(), Given.NOW), "a repetition");

        CollectionStore.Change left = store().collections().change(given.tenant, Set.of(), Set.of(ada),
                Given.NOW.plusSeconds(5));
        assertEquals(new CollectionStore.Change(0, 1, List.of()), left);
        store().collections().change(given.tenant, Set.of(), Set.of(ada), Given.NOW.plusSeconds(500));
        Entitlement entitlement = given.read(pc).entitlement().orElseThrow();
        assertFalse(entitlement.inCollection());
        assertEquals(Optional.of(Given.NOW.plusSeconds(5)), entitlement.leftCollection(), "the first moment counts");
        store().directory().setLicences(given.tenant, ada, List.of(),
                (_, before) -> Given.INTUNE.inCollectionAs(before), Given.NOW);
        assertEquals(Optional.of(Given.NOW.plusSeconds(5)),
                given.read(pc).entitlement().orElseThrow().leftCollection(), "licences leave it alone");
        store().collections().change(given.tenant, Set.of(ada), Set.of(), Given.NOW.plusSeconds(900));
        assertEquals(new Entitlement(true, true, false, true), given.read(pc).entitlement().orElseThrow());
    }
}
