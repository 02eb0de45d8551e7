package dev.muster.gateway.net;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells Windows clients that know HTTP 429 and its Retry-After (MS-MDM 3.1.6) from older ones, for {@link RefusalRenderer}.
 * The User-Agent is all there is: a desktop client that calls itself {@code MSFT ... OMA DM Client/1.2.0.1} or newer counts
 * as newer; phones, lower versions and whatever cannot be read do not and get a 503. A wrong guess costs nothing: both answers
 * end the session, and the client comes back at its next poll.
 */
final class WindowsClients {
    private static final Pattern CLIENT = Pattern
            .compile("msft (?:.{0,80} )?oma dm client/([0-9]{1,6}(?:\\.[0-9]{1,6}){0,3})(?![0-9.]).*");
    private static final int[] FIRST_NEWER = {1, 2, 0, 1};
    private static final int LONGEST = 256;

    private WindowsClients() {}

    /** Whether a client of this User-Agent knows status 429. */
    static boolean knows429(String userAgent) {
        if (userAgent.length() > LONGEST) {
            return false;
        }
        String text = userAgent.toLowerCase(Locale.ROOT);
        Matcher matcher = CLIENT.matcher(text);
        return matcher.matches() && !text.contains("phone") && isNewer(matcher.group(1).split("\\.", -1));
    }

    private static boolean isNewer(String[] version) {
        for (int i = 0; i < FIRST_NEWER.length; i++) {
            int part = i < version.length ? Integer.parseInt(version[i]) : 0;
            if (part != FIRST_NEWER[i]) {
                return part > FIRST_NEWER[i];
            }
        }
        return true;
    }
}
