package dev.muster.gateway.enrollment.windows;

/**
 * A refusal.
 *
 * @param complaint what is wrong
 * @param sentence for the user, without secrets
 */
record Objected(Complaint complaint, String sentence) {
    /** With the usual sentence. */
    static Objected of(Complaint complaint) {
        return new Objected(complaint, complaint.sentence());
    }
}
