package dev.muster.gateway.store.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import dev.muster.certs.secret.Vault;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;

/** Secrets on their way to and from their columns. Each is bound to its row: copied into another it does not open. */
final class Seals {
    private final Vault vault;

    Seals(Vault vault) {
        this.vault = vault;
    }

    /** Token and magic together, so that one never stands beside another's other half. */
    byte[] push(TenantId tenant, DeviceId device, PushAddress address) {
        return sealAddress(pushContext(tenant, device), address);
    }

    PushAddress push(TenantId tenant, DeviceId device, byte[] sealed, String topic, Instant receivedAt) {
        return openAddress(pushContext(tenant, device), sealed, topic, receivedAt);
    }

    /** The same for a user of the device. */
    byte[] sealChannelPush(TenantId tenant, DeviceId device, String userKey, PushAddress address) {
        return sealAddress(pushContext(tenant, device) + "/" + userKey, address);
    }

    PushAddress channelPush(TenantId tenant, DeviceId device, String userKey, byte[] sealed, String topic,
            Instant receivedAt) {
        return openAddress(pushContext(tenant, device) + "/" + userKey, sealed, topic, receivedAt);
    }

    byte[] sealBootstrapToken(TenantId tenant, DeviceId device, int enrolment, byte[] token) {
        return vault.seal(bootstrapContext(tenant, device, enrolment), token);
    }

    byte[] bootstrapToken(TenantId tenant, DeviceId device, int enrolment, byte[] sealed) {
        return vault.open(bootstrapContext(tenant, device, enrolment), sealed);
    }

    private static String bootstrapContext(TenantId tenant, DeviceId device, int enrolment) {
        return "bootstrap/" + tenant + "/" + device + "/" + enrolment;
    }

    private byte[] sealAddress(String context, PushAddress address) {
        ByteBuffer plain = ByteBuffer.allocate(4 + address.token().length + address.magic().length);
        plain.putInt(address.token().length).put(address.token()).put(address.magic());
        return vault.seal(context, plain.array());
    }

    private PushAddress openAddress(String context, byte[] sealed, String topic, Instant receivedAt) {
        ByteBuffer plain = ByteBuffer.wrap(vault.open(context, sealed));
        byte[] token = new byte[plain.getInt()];
        plain.get(token);
        byte[] magic = new byte[plain.remaining()];
        plain.get(magic);
        return new PushAddress(token, magic, topic, receivedAt);
    }

    byte[] unlockToken(TenantId tenant, DeviceId device, byte[] token) {
        return vault.seal("unlock/" + tenant + "/" + device, token);
    }

    byte[] pushKey(TenantId tenant, ManagementAuthority authority, String keyPem) {
        return vault.seal(keyContext(tenant, authority), keyPem.getBytes(StandardCharsets.UTF_8));
    }

    String pushKey(TenantId tenant, ManagementAuthority authority, byte[] sealed) {
        return new String(vault.open(keyContext(tenant, authority), sealed), StandardCharsets.UTF_8);
    }

    /** Definitions and payloads of settings: they hold Wi-Fi passphrases. {@code place} names the row inside the tenant. */
    byte[] setting(TenantId tenant, String place, String plain) {
        return vault.seal("setting/" + tenant + "/" + place, plain.getBytes(StandardCharsets.UTF_8));
    }

    String setting(TenantId tenant, String place, byte[] sealed) {
        return new String(vault.open("setting/" + tenant + "/" + place, sealed), StandardCharsets.UTF_8);
    }

    byte[] meta(String key, String value) {
        return vault.seal("meta/" + key, value.getBytes(StandardCharsets.UTF_8));
    }

    String meta(String key, byte[] sealed) {
        return new String(vault.open("meta/" + key, sealed), StandardCharsets.UTF_8);
    }

    private static String pushContext(TenantId tenant, DeviceId device) {
        return "push/" + tenant + "/" + device;
    }

    private static String keyContext(TenantId tenant, ManagementAuthority authority) {
        return "apns-key/" + tenant + "/" + authority.wireName();
    }
}
