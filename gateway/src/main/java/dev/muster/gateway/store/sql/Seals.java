package dev.muster.gateway.store.sql;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import dev.muster.certs.secret.Vault;
import dev.muster.gateway.model.CommandId;
import dev.muster.gateway.model.DeviceId;
import dev.muster.gateway.model.DmAccount;
import dev.muster.gateway.model.DmMemory;
import dev.muster.gateway.model.DmNonces;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.PushAddress;
import dev.muster.gateway.model.TenantId;
import dev.muster.gateway.model.UserId;

/** Secrets on their way to and from their columns. Each is bound to its row: copied into another it does not open. */
final class Seals {
    /** Opens a sealed text in a column that once held plain JSON. */
    private static final String SEALED_TEXT = "s1:";

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

    byte[] openUnlockToken(TenantId tenant, DeviceId device, byte[] sealed) {
        return vault.open("unlock/" + tenant + "/" + device, sealed);
    }

    byte[] pushKey(TenantId tenant, ManagementAuthority authority, String keyPem) {
        return vault.seal(keyContext(tenant, authority), keyPem.getBytes(StandardCharsets.UTF_8));
    }

    String pushKey(TenantId tenant, ManagementAuthority authority, byte[] sealed) {
        return new String(vault.open(keyContext(tenant, authority), sealed), StandardCharsets.UTF_8);
    }

    byte[] pushRequestKey(TenantId tenant, ManagementAuthority authority, String keyPem) {
        return vault.seal(requestContext(tenant, authority), keyPem.getBytes(StandardCharsets.UTF_8));
    }

    String pushRequestKey(TenantId tenant, ManagementAuthority authority, byte[] sealed) {
        return new String(vault.open(requestContext(tenant, authority), sealed), StandardCharsets.UTF_8);
    }

    private static String requestContext(TenantId tenant, ManagementAuthority authority) {
        return "apns-request/" + tenant + "/" + authority.wireName();
    }

    /** Definitions and payloads of settings: they hold Wi-Fi passphrases. {@code place} names the row inside the tenant. */
    byte[] setting(TenantId tenant, String place, String plain) {
        return vault.seal("setting/" + tenant + "/" + place, plain.getBytes(StandardCharsets.UTF_8));
    }

    String setting(TenantId tenant, String place, byte[] sealed) {
        return new String(vault.open("setting/" + tenant + "/" + place, sealed), StandardCharsets.UTF_8);
    }

    /** What was answered in an OMA-DM session, which may hold the secrets of settings. */
    byte[] reply(TenantId tenant, DeviceId device, byte[] reply) {
        return vault.seal("dm-reply/" + tenant + "/" + device, reply);
    }

    byte[] openReply(TenantId tenant, DeviceId device, byte[] sealed) {
        return vault.open("dm-reply/" + tenant + "/" + device, sealed);
    }

    /** Parameters of an action that waits; they may hold a PIN. Nothing for none. */
    String parameters(TenantId tenant, DeviceId device, CommandId command, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return "";
        }
        byte[] plain = Json.ofMap(parameters).getBytes(StandardCharsets.UTF_8);
        return SEALED_TEXT
                + Base64.getEncoder().encodeToString(vault.seal(actionContext(tenant, device, command), plain));
    }

    /** Also reads what was stored before parameters were sealed, and the harmless rest that history keeps. */
    Map<String, String> openParameters(TenantId tenant, DeviceId device, CommandId command, String stored) {
        if (!stored.startsWith(SEALED_TEXT)) {
            return Json.toMap("action", stored);
        }
        byte[] sealed = Base64.getDecoder().decode(stored.substring(SEALED_TEXT.length()));
        return Json.toMap("action",
                new String(vault.open(actionContext(tenant, device, command), sealed), StandardCharsets.UTF_8));
    }

    byte[] memory(TenantId tenant, DeviceId device, DmMemory memory) {
        return vault.seal("dm-memory/" + tenant + "/" + device,
                DmMemories.write(memory).getBytes(StandardCharsets.UTF_8));
    }

    DmMemory memory(TenantId tenant, DeviceId device, byte[] sealed) {
        return DmMemories
                .read(new String(vault.open("dm-memory/" + tenant + "/" + device, sealed), StandardCharsets.UTF_8));
    }

    byte[] nonces(TenantId tenant, DeviceId device, DmNonces nonces) {
        return vault.seal("dm-nonces/" + tenant + "/" + device, texts(List.of(nonces.client(), nonces.server())));
    }

    DmNonces nonces(TenantId tenant, DeviceId device, byte[] sealed) {
        List<String> texts = texts("nonces", vault.open("dm-nonces/" + tenant + "/" + device, sealed));
        return new DmNonces(texts.get(0), texts.get(1));
    }

    byte[] account(TenantId tenant, DeviceId device, DmAccount account) {
        return vault.seal("dm-account/" + tenant + "/" + device, texts(List.of(account.clientName(),
                account.clientSecret(), account.serverName(), account.serverSecret())));
    }

    DmAccount account(TenantId tenant, DeviceId device, DmAccount.Scheme scheme, byte[] sealed) {
        List<String> texts = texts("account", vault.open("dm-account/" + tenant + "/" + device, sealed));
        return new DmAccount(scheme, texts.get(0), texts.get(1), texts.get(2), texts.get(3));
    }

    private static byte[] texts(List<String> texts) {
        return Json.write(out -> Json.writeTexts(out, texts)).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> texts(String what, byte[] plain) {
        return Json.read(what, new String(plain, StandardCharsets.UTF_8), Json::nextTexts);
    }

    byte[] password(TenantId tenant, UserId user, String hash) {
        return vault.seal("password/" + tenant + "/" + user, hash.getBytes(StandardCharsets.UTF_8));
    }

    String password(TenantId tenant, UserId user, byte[] sealed) {
        return new String(vault.open("password/" + tenant + "/" + user, sealed), StandardCharsets.UTF_8);
    }

    byte[] meta(String key, String value) {
        return vault.seal("meta/" + key, value.getBytes(StandardCharsets.UTF_8));
    }

    String meta(String key, byte[] sealed) {
        return new String(vault.open("meta/" + key, sealed), StandardCharsets.UTF_8);
    }

    private static String actionContext(TenantId tenant, DeviceId device, CommandId command) {
        return "action/" + tenant + "/" + device + "/" + command;
    }

    private static String pushContext(TenantId tenant, DeviceId device) {
        return "push/" + tenant + "/" + device;
    }

    private static String keyContext(TenantId tenant, ManagementAuthority authority) {
        return "apns-key/" + tenant + "/" + authority.wireName();
    }
}
