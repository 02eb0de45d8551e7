package dev.muster.gateway.net;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.muster.gateway.model.Caller;
import dev.muster.gateway.model.Refusal;
import dev.muster.gateway.observe.GatewayEvents;

/**
 * The log lines of refusals: category and offset, never content. A device may be refused as often as it likes but not fill the
 * disk with it: {@value #LINES} lines a minute for each, then one that says so. What is left out is counted; every refusal is
 * counted anyway. Devices whose ids meet in one of the {@value #SLOTS} slots share their lines.
 */
final class RefusalLog {
    static final int LINES = 10;
    private static final int SLOTS = 4096;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);

    private final GatewayEvents events;
    private final LongSupplier nanoTime;
    /** The minute in the high half, the lines written in it in the low one. */
    private final AtomicLongArray written = new AtomicLongArray(SLOTS);

    /** @param nanoTime as {@link System#nanoTime} */
    RefusalLog(GatewayEvents events, LongSupplier nanoTime) {
        this.events = events;
        this.nanoTime = nanoTime;
    }

    /** Writes the line that a refusal of a known caller deserves. */
    void refused(Caller caller, Refusal refusal) {
        switch (refusal.category()) {
            case CERTIFICATE_REVOKED, IDENTITY_MISMATCH, ENROLMENT_REFUSED -> security(caller, refusal);
            case MALFORMED, TOO_LARGE, UNKNOWN_MESSAGE_TYPE, UNKNOWN_DEVICE -> {
                if (mayWrite(caller.device())) {
                    LOG.info("refused: {}, tenant {} device {}: {}", refusal.category(), caller.tenant(),
                            caller.device(), refusal.detail());
                }
            }
            case UNIDENTIFIED, UNSUPPORTED_MESSAGE, UNKNOWN_DECLARATION, USER_CHANNEL_DECLINED, WRONG_METHOD,
                    WRONG_CONTENT_TYPE, WRONG_PATH, PUSH_CERTIFICATE_MISSING, AUTHORITY_UNKNOWN, NOT_ENROLLED, CONFLICT,
                    OVERLOADED, STORE_UNAVAILABLE, DRAINING, INTERNAL -> LOG.debug(
                            "refused: {}, tenant {} device {}: {}", refusal.category(), caller.tenant(),
                            caller.device(), refusal.detail());
        }
    }

    private void security(Caller caller, Refusal refusal) {
        if (mayWrite(caller.device())) {
            LOG.warn("security: {}, {}, tenant {} device {} certificate {}", refusal.category(), refusal.detail(),
                    caller.tenant(), caller.device(), caller.certificate().hex());
        }
    }

    /** Writes that a proxy's request named nobody. */
    void unidentified(String origin, String why) {
        if (mayWrite(origin)) {
            LOG.info("refused: UNIDENTIFIED behind a proxy, connection {}: {}", origin, why);
        }
    }

    /** Whether one more line may be written about this one; the last one of a minute says that it is. */
    boolean mayWrite(Object who) {
        int slot = (who.hashCode() & Integer.MAX_VALUE) % SLOTS;
        long minute = Math.floorDiv(nanoTime.getAsLong(), MINUTE) & Integer.MAX_VALUE;
        long now = written.updateAndGet(slot,
                known -> known >>> 32 == minute ? Math.min(known + 1, minute << 32 | (LINES + 2)) : minute << 32 | 1);
        int lines = (int) now;
        if (lines == LINES + 1) {
            LOG.warn("more than {} refusals of {} within a minute: the rest of it is counted, not logged", LINES, who);
        }
        if (lines > LINES) {
            Bound.LOG_LINES.passed(events);
            return false;
        }
        return true;
    }
}
