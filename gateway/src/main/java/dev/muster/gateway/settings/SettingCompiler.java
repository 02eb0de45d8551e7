package dev.muster.gateway.settings;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import dev.muster.gateway.model.DmNode;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Platform;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingName;
import dev.muster.gateway.model.SettingPayload;
import dev.muster.gateway.model.TenantId;

/**
 * Serves administrators who define settings: turns one definition into what each platform gets, or says which field does not
 * fit. A field that the authority does not set on some platform (R24b) is left out there. Pure and thread-safe.
 */
public final class SettingCompiler {
    private static final List<SettingKind> KINDS = List.of(new PasswordKind(), new RestrictionKind(), new WifiKind(),
            new EmailKind(), new CustomSyncMlKind(), new CustomProfileKind());

    private SettingCompiler() {}

    /** The kinds there are, by the names of the API. */
    public static List<String> kinds() {
        return KINDS.stream().map(SettingKind::name).toList();
    }

    /**
     * Compiles one definition.
     *
     * @param tenant whose setting it is: part of Apple's payload identifier
     * @param authority the authority that will deliver it
     * @param name its name
     * @param kind one of {@link #kinds()}
     * @param values fields as read from JSON: numbers, booleans, strings
     */
    public static CompileOutcome compile(TenantId tenant, ManagementAuthority authority, SettingName name, String kind,
            Map<String, Object> values) {
        if (Residue.isReserved(name)) {
            return new CompileOutcome.Refused("name", "Names that end in (former) are the gateway's own.",
                    "Choose another name.");
        }
        if (!Fields.isPlainText(name.value())) {
            return new CompileOutcome.Refused("name", "The name has a character that devices cannot be sent.",
                    "Use letters, digits and punctuation.");
        }
        Optional<SettingKind> found = KINDS.stream().filter(known -> known.name().equals(kind)).findFirst();
        if (found.isEmpty()) {
            return new CompileOutcome.Refused("kind", "There is no such kind of setting.",
                    "The kinds are " + String.join(", ", kinds()) + ".");
        }
        Fields fields = new Fields(values);
        SettingKind.Content content = found.get().read(fields);
        Optional<CompileOutcome.Refused> problem = fields.problem();
        return problem.isPresent()
                ? problem.get()
                : compile(new ProfileBuilder(tenant, name), authority, name, kind, content);
    }

    private static CompileOutcome compile(ProfileBuilder profiles, ManagementAuthority authority, SettingName name,
            String kind, SettingKind.Content content) {
        Capabilities capabilities = Capabilities.known();
        Map<Platform, Setting> compiled = new EnumMap<>(Platform.class);
        for (Platform platform : Platform.values()) {
            Predicate<String> offered = field -> capabilities.offersField(authority, kind, field, platform);
            if (capabilities.objection(authority, kind, platform).isEmpty()) {
                payload(profiles, content, platform, offered).ifPresent(payload -> compiled.put(platform,
                        new Setting(name, authority, kind, version(authority, kind, payload), payload)));
            }
        }
        if (compiled.isEmpty()) {
            return new CompileOutcome.NotOffered(capabilities.objection(authority, kind, Platform.IOS)
                    .orElse(Capabilities.title(authority) + " sets none of these fields on any platform."));
        }
        return new CompileOutcome.Compiled(compiled);
    }

    private static Optional<SettingPayload> payload(ProfileBuilder profiles, SettingKind.Content content,
            Platform platform, Predicate<String> offered) {
        if (platform.isApple()) {
            List<SettingKind.ApplePayload> payloads = content.applePayloads(offered);
            return payloads.isEmpty() ? Optional.empty() : Optional.of(profiles.profile(payloads));
        }
        List<DmNode> nodes = content.nodes(platform, offered);
        return nodes.isEmpty() ? Optional.empty()
                : Optional.of(new SettingPayload.DmNodes(nodes, content.together(platform)));
    }

    /** 16 hexadecimal digits over authority, kind and payload: another version is another content. */
    static String version(ManagementAuthority authority, String kind, SettingPayload payload) {
        Hash16 hash = new Hash16().add(authority.wireName()).add(kind);
        switch (payload) {
            case SettingPayload.AppleProfile(String identifier, byte[] mobileconfig) -> hash.add(identifier)
                    .add(mobileconfig);
            case SettingPayload.DmNodes(List<DmNode> nodes, boolean together) -> {
                for (DmNode node : nodes) {
                    hash.add(node.locUri()).add(node.format()).add(node.type()).add(node.data());
                    if (node.way() != DmNode.Way.SET) {
                        hash.add(node.way().name());
                    }
                }
                if (together) {
                    hash.add("together");
                }
            }
        }
        return hash.digits();
    }
}
