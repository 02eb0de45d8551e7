package dev.muster.gateway.enrollment.apple;

import java.util.Optional;
import java.util.Set;

import dev.muster.gateway.enrollment.EnrolmentAnswer.Kind;
import dev.muster.gateway.enrollment.EnrolmentAnswer.Refused;
import dev.muster.gateway.enrollment.EnrolmentReply;
import dev.muster.gateway.enrollment.EnrolmentReply.Outcome;
import dev.muster.gateway.enrollment.EnrolmentRequest;
import dev.muster.gateway.enrollment.EnrolmentRoute;
import dev.muster.gateway.enrollment.Issuance;
import dev.muster.gateway.enrollment.Page;
import dev.muster.gateway.enrollment.TokenEnrolment;
import dev.muster.gateway.model.ManagementAuthority;
import dev.muster.gateway.model.Tenant;
import dev.muster.gateway.store.EnrolmentStore.Token;
import dev.muster.gateway.store.StoreUnavailable;

/**
 * For the owner of an Apple device who opens the link of their administrator, {@code GET /enroll/apple?token=}: the profile of enrolment,
 * or a page that says why not. The token is the profile's challenge: it is used up when the device gets its certificate, so that
 * the link may be opened until then.
 */
public final class AppleRoute implements EnrolmentRoute {
    private static final Refused NO_TOKEN = new Refused(Kind.BAD_REQUEST,
            "The address lacks its token. Open the whole link that your administrator sent.");
    private static final Refused ANOTHER_PLATFORM = new Refused(Kind.NOT_ALLOWED,
            "This link is for a device of another kind. Ask your administrator for one for an Apple device.");

    private final TokenEnrolment tokens;
    private final Issuance issuance;
    private final EnrolmentProfile profile;

    public AppleRoute(TokenEnrolment tokens, Issuance issuance, EnrolmentProfile profile) {
        this.tokens = tokens;
        this.issuance = issuance;
        this.profile = profile;
    }

    @Override
    public String name() {
        return "apple";
    }

    @Override
    public boolean serves(String path) {
        return "/enroll/apple".equals(path);
    }

    @Override
    public Set<String> methods() {
        return Set.of("GET");
    }

    @Override
    public EnrolmentReply serve(EnrolmentRequest request) {
        String text = request.parameter("token");
        if (text.isEmpty()) {
            return refusal(request, NO_TOKEN);
        }
        try {
            Optional<Token> token = tokens.unused(text);
            if (token.isEmpty()) {
                return refusal(request, TokenEnrolment.NO_SUCH_TOKEN);
            }
            if (!token.get().platform().isApple()) {
                return refusal(request, ANOTHER_PLATFORM);
            }
            return switch (issuance.standing(Issuance.Applicant.of(token.get()))) {
                case Issuance.Standing.Objected(Refused refused) -> refusal(request, refused);
                case Issuance.Standing.Welcome(Tenant tenant, ManagementAuthority authority) -> {
                    // There is one: its lack is the last of the objections (R13).
                    String topic = tenant.pushTopics().getOrDefault(authority, "");
                    yield new EnrolmentReply(Outcome.OK, "profile", EnrolmentProfile.MEDIA_TYPE,
                            profile.signed(tenant, topic, token.get().device(), text));
                }
            };
        } catch (StoreUnavailable unavailable) {
            return refusal(request, Issuance.unavailable(unavailable));
        }
    }

    private static EnrolmentReply refusal(EnrolmentRequest request, Refused refused) {
        return Page.refusal(request, refused.kind().outcome().label(), refused);
    }
}
