package dev.muster.gateway.net;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Describes an exception that should not have been for the log: its kinds and places, not its words, which may quote a message. */
final class Defects {
    private static final int FRAMES = 12;
    private static final int CAUSES = 4;

    private Defects() {}

    static String describe(Throwable defect) {
        StringBuilder text = new StringBuilder(describeOne(defect));
        Throwable cause = defect.getCause();
        for (int i = 0; cause != null && i < CAUSES; i++) {
            text.append(" caused by ").append(describeOne(cause));
            cause = cause.getCause();
        }
        return text.toString();
    }

    private static String describeOne(Throwable defect) {
        return defect.getClass().getName() + Arrays.stream(defect.getStackTrace()).limit(FRAMES)
                .map(frame -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
                .collect(Collectors.joining(", ", " at ", ""));
    }
}
