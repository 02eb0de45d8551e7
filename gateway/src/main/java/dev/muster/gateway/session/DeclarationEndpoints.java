package dev.muster.gateway.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.muster.gateway.model.Declarations;
import dev.muster.gateway.model.DesiredSet;
import dev.muster.gateway.model.Refusal.Category;
import dev.muster.gateway.model.Reply;
import dev.muster.gateway.model.Setting;
import dev.muster.gateway.model.SettingPayload.AppleProfile;
import dev.muster.protocol.MalformedMessage;
import dev.muster.protocol.apple.AppleDeclaration;
import dev.muster.protocol.apple.AppleDeclaration.Activation;
import dev.muster.protocol.apple.AppleDeclaration.LegacyProfile;
import dev.muster.protocol.apple.AppleDeclaration.StatusSubscription;
import dev.muster.protocol.apple.AppleMessage.DeclarativeManagement;
import dev.muster.protocol.apple.AppleMessage.Secret;
import dev.muster.protocol.apple.DeclarationCodec;

/**
 * Serves {@link AppleSide}: the four endpoints of declarative management, and the profiles that declarations name. A profile's
 * address holds no secret: it is served over the certificate of an enrolment to which that very version is declared.
 */
final class DeclarationEndpoints {
    /** Where profiles are fetched, behind the gateway's own address: identifier and version follow. */
    static final String PROFILES = "/mdm/apple/profiles/";
    private static final String JSON = "application/json";
    private static final String PROFILE = "application/x-apple-aspen-config";
    private static final String STATUS_ITEM = "management.declarations";
    private static final String SUBSCRIPTION = "dev.muster.status";
    private static final String ACTIVATION = ".activation";
    /** The content of these never changes. */
    private static final String FIXED = "1";
    private static final int LARGEST_REPORT = 64 * 1024;
    private static final String REPORT_TOO_LARGE = "status-report-too-large";

    private DeclarationEndpoints() {}

    static TurnResult take(TurnState state, DeclarativeManagement request, String checkInUrl) {
        if (state.declarations().isEmpty()) {
            return TurnResult.refused(Category.UNSUPPORTED_MESSAGE, "declarative management is not offered");
        }
        if (request.endpoint().equals("status")) {
            return status(state, request.data().map(Secret::bytes).orElse(new byte[0]));
        }
        if (AppleTurn.gated(state)) {
            return TurnResult.refused(Category.PUSH_CERTIFICATE_MISSING, "no push certificate (R13)");
        }
        Declarations declared = state.declarations().get();
        TurnDraft draft = new TurnDraft(state);
        return switch (request.endpoint()) {
            case "tokens" -> draft.replying(json(DeclarationCodec.tokens(declared.token(), declared.changedAt())));
            case "declaration-items" -> draft
                    .replying(json(DeclarationCodec.manifest(declared.token(), all(declared, checkInUrl))));
            default -> all(declared, checkInUrl).stream().filter(one -> endpoint(one).equals(request.endpoint()))
                    .findFirst().map(one -> draft.replying(json(DeclarationCodec.declaration(one))))
                    .orElseGet(() -> TurnResult.refused(Category.UNKNOWN_DECLARATION, "nothing of that name"));
        };
    }

    private static Reply json(byte[] body) {
        return new Reply.Document(body, JSON);
    }

    private static String endpoint(AppleDeclaration declaration) {
        return "declaration/" + declaration.kind().endpoint() + "/" + declaration.identifier();
    }

    /** Each configuration has an activation of its own: one that is invalid holds up no other. */
    private static List<AppleDeclaration> all(Declarations declared, String checkInUrl) {
        List<AppleDeclaration> all = new ArrayList<>();
        add(all, new StatusSubscription(SUBSCRIPTION, FIXED, STATUS_ITEM));
        for (Declarations.Item item : declared.items()) {
            String url = checkInUrl + PROFILES + encoded(item.identifier()) + "/" + encoded(item.serverToken());
            add(all, new LegacyProfile(item.identifier(), item.serverToken(), url));
        }
        return all;
    }

    private static void add(List<AppleDeclaration> all, AppleDeclaration configuration) {
        all.add(configuration);
        all.add(new Activation(configuration.identifier() + ACTIVATION, FIXED, configuration.identifier()));
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8);
    }

    /** What the device made of its declarations is the answer the ledger waits for; it completes a plan, too (R10). */
    private static TurnResult status(TurnState state, byte[] report) {
        Optional<List<DeclarationCodec.Reported>> configurations;
        try {
            configurations = DeclarationCodec.configurations(report);
        } catch (MalformedMessage malformed) {
            return TurnResult.refused(Category.MALFORMED, "a status report: " + malformed.reason());
        }
        TurnDraft draft = new TurnDraft(state);
        Declarations before = state.declarations().orElseThrow();
        Optional<List<Declarations.State>> said = configurations
                .map(all -> all.stream().map(Declaring::state).toList());
        draft.declare(new Declarations(before.tenant(), before.device(), before.enrolment(), before.version(), false,
                before.items(), before.withdrawn(), before.changedAt(), said.or(before::reported)));
        if (report.length <= LARGEST_REPORT) {
            draft.report(report);
        } else {
            draft.tolerate(REPORT_TOO_LARGE);
        }
        Declaring.settle(draft);
        boolean more = !AppleTurn.gated(state)
                && NextSteps.plan(draft, false).filter(plan -> !plan.steps().isEmpty()).isPresent();
        if (more) {
            // Such as the old authority's settings, now that the new ones are in place (R10).
            draft.want();
        }
        return draft.replying(Reply.NOTHING);
    }

    /** A profile that is declared to this device, in the version that is declared. */
    static TurnResult profile(TurnState state, String identifier, String version) {
        if (AppleTurn.gated(state)) {
            return TurnResult.refused(Category.PUSH_CERTIFICATE_MISSING, "no push certificate (R13)");
        }
        Optional<AppleProfile> profile = state.declarations().flatMap(declared -> declared.item(identifier))
                .filter(item -> item.serverToken().equals(version))
                .flatMap(_ -> state.desired().map(DesiredSet::settings).orElse(List.of()).stream()
                        .filter(setting -> setting.version().equals(Declaring.version(version)))
                        .map(Setting::payload)
                        .filter(AppleProfile.class::isInstance).map(AppleProfile.class::cast)
                        .filter(found -> found.identifier().equals(identifier)).findFirst());
        if (profile.isEmpty()) {
            return TurnResult.refused(Category.UNKNOWN_DECLARATION, "no such profile is declared to this device");
        }
        return new TurnDraft(state).replying(new Reply.Document(profile.get().mobileconfig(), PROFILE));
    }
}
